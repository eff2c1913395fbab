/**
 * Lion: w ← w − lr · sign(β₁m + (1 − β₁)g), m ← β₂m + (1 − β₂)g.
 * Source: https://arxiv.org/abs/2302.06675, https://keras.io/api/optimizers/lion/
 */
import { mul, sign, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';

/**
 * Steps of one length, by the sign of a running mean.
 * @example
 * model.compile({ optimizer: lion({ learningRate: 0.0003 }), loss: 'sparseCategoricalCrossentropy' });
 */
export const lion = defineOptimizer({
  name: 'lion',
  fields: {
    /** 0.001 by default; a third to a tenth of Adam's is usual. */
    learningRate: defaulted(learningRate, 0.001, "0.001 by default; a third to a tenth of Adam's is usual."),
    /** Share of the running mean in the step's direction, in [0, 1); 0.9 by default. */
    beta1: defaulted(fraction, 0.9, "Share of the running mean in the step's direction, in [0, 1); 0.9 by default."),
    /** Decay of the running mean, in [0, 1); 0.99 by default. */
    beta2: defaulted(fraction, 0.99, 'Decay of the running mean, in [0, 1); 0.99 by default.'),
  },
  slots: () => ({ m: 0 }),
  next: ({ beta1, beta2 }, { weight, gradient, slots, learningRate }) => {
    const direction = sign(runningMean(slots.m, gradient, beta1));
    const m = runningMean(slots.m, gradient, beta2);
    return { weight: sub(weight, mul(direction, learningRate)), slots: { m } };
  },
});
