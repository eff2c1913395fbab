/** Source: https://arxiv.org/abs/1708.02002, https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class */
import { add, exp, log, logSoftmax, maximum, mul, neg, sub, sum } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { defaulted } from '../define/field.ts';
import { nonNegative, probability } from '../define/fields.ts';
import { clipProbability, crossentropyFields, labelSmoothing } from './crossentropy.ts';
import { shares } from './output-reading.ts';
import { overSample } from './over-sample.ts';

/**
 * −Σ alpha · (1 − p)^gamma · y · ln p over the last axis: examples that are easy already count less. Targets of the outputs'
 * shape, usually one-hot.
 * @example
 * model.compile({ optimizer: 'adam', loss: categoricalFocalCrossentropy({ gamma: 2 }) });
 */
export const categoricalFocalCrossentropy = defineLoss({
  name: 'categoricalFocalCrossentropy',
  fields: {
    ...crossentropyFields,
    labelSmoothing,
    /** Factor of every class; 0.25 by default. */
    alpha: defaulted(probability, 0.25, 'Factor of every class; 0.25 by default.'),
    /** How much less easy examples count; 2 by default. */
    gamma: defaulted(nonNegative, 2, 'How much less easy examples count; 2 by default.'),
  },
  link: 'softmax',
  perSample: ({ labelSmoothing: smoothing, alpha, gamma }, { outputs, logits, targets }) => {
    const logarithms = logits === undefined ? log(clipProbability(shares(outputs))) : logSoftmax(logits);
    const smoothed = smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing / targets.shape.at(-1)!);
    const entropy = neg(mul(smoothed, logarithms));
    // 1 − p; a logarithm of 0 has no gradient.
    const miss = maximum(sub(1, exp(logarithms)), 1e-30);
    const focal = gamma === 0 ? entropy : mul(exp(mul(log(miss), gamma)), entropy);
    return mul(overSample(sum, focal), alpha);
  },
});
