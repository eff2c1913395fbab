/** Cross-entropy of a value for each class. Source: https://keras.io/api/losses/probabilistic_losses/ */
import { log, logSoftmax, mul, neg, sum } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { clipProbability, crossentropyFields } from './crossentropy.ts';
import { shares } from './output-reading.ts';
import { overSample } from './over-sample.ts';

/** −Σ y · ln p over the last axis; targets of the outputs' shape, usually one-hot. */
export const categoricalCrossentropy = defineLoss({
  name: 'categoricalCrossentropy',
  fields: crossentropyFields,
  link: 'softmax',
  perSample: (_, { outputs, logits, targets }) => {
    const logarithms = logits === undefined ? log(clipProbability(shares(outputs))) : logSoftmax(logits);
    return neg(overSample(sum, mul(targets, logarithms)));
  },
});
