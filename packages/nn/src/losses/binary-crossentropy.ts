/** Cross-entropy of yes or no. Source: https://keras.io/api/losses/probabilistic_losses/ */
import { add, log, mean, mul, neg, softplus, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { clipProbability, crossentropyFields, labelSmoothing } from './crossentropy.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of −(y · ln p + (1 − y) · ln(1 − p)) over all axes but the first; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: binaryCrossentropy({ labelSmoothing: 0.1 }) });
 */
export const binaryCrossentropy = defineLoss({
  name: 'binaryCrossentropy',
  fields: { ...crossentropyFields, labelSmoothing },
  link: 'sigmoid',
  perSample: ({ labelSmoothing: smoothing }, { outputs, logits, targets }) => {
    // y (1 − s) + s / 2
    const y = smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing / 2);
    if (logits !== undefined) return overSample(mean, sub(softplus(logits), mul(y, logits)));
    const p = clipProbability(outputs);
    return neg(overSample(mean, add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p))))));
  },
});
