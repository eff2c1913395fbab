/** Cross-entropy of yes or no. Source: https://keras.io/api/losses/probabilistic_losses/ */
import { add, log, mean, mul, neg, softplus, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { clipProbability, crossentropyFields } from './crossentropy.ts';
import { overSample } from './over-sample.ts';

/** Mean of −(y · ln p + (1 − y) · ln(1 − p)) over all axes but the first; targets of the outputs' shape. */
export const binaryCrossentropy = defineLoss({
  name: 'binaryCrossentropy',
  fields: crossentropyFields,
  link: 'sigmoid',
  perSample: (_, { outputs, logits, targets }) => {
    if (logits !== undefined) return overSample(mean, sub(softplus(logits), mul(targets, logits)));
    const p = clipProbability(outputs);
    return neg(overSample(mean, add(mul(targets, log(p)), mul(sub(1, targets), log(sub(1, p))))));
  },
});
