/** Cross-entropy of a value for each class. Source: https://keras.io/api/losses/probabilistic_losses/ */
import { add, log, logSoftmax, mul, neg, sum } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { clipProbability, crossentropyFields, labelSmoothing } from './crossentropy.ts';
import { shares } from './output-reading.ts';
import { overSample } from './over-sample.ts';

/**
 * −Σ y · ln p over the last axis; targets of the outputs' shape, usually one-hot.
 * @example
 * model.compile({ optimizer: 'adam', loss: categoricalCrossentropy({ labelSmoothing: 0.1 }) });
 */
export const categoricalCrossentropy = defineLoss({
  name: 'categoricalCrossentropy',
  fields: { ...crossentropyFields, labelSmoothing },
  link: 'softmax',
  perSample: ({ labelSmoothing: smoothing }, { outputs, logits, targets }) => {
    const logarithms = logits === undefined ? log(clipProbability(shares(outputs))) : logSoftmax(logits);
    // y (1 − s) + s / classes
    const smoothed = smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing / targets.shape.at(-1)!);
    return neg(overSample(sum, mul(smoothed, logarithms)));
  },
});
