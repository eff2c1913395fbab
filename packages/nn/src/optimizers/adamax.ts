/**
 * Adamax: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g|), w ← w − lr / (1 − β₁ᵗ) · m / (u + ε).
 * Source: https://arxiv.org/abs/1412.6980, section 7; https://keras.io/api/optimizers/adamax/
 */
import { abs, add, div, maximum, mul, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';
import { powerOf } from './power.ts';

/**
 * Adam with the largest gradient instead of the root mean square.
 * @example
 * model.compile({ optimizer: adamax({ learningRate: 0.002 }), loss: 'sparseCategoricalCrossentropy' });
 */
export const adamax = defineOptimizer({
  name: 'adamax',
  fields: {
    /** 0.001 by default. */
    learningRate: defaulted(learningRate, 0.001),
    /** Decay of the gradient's running mean, in [0, 1); 0.9 by default. */
    beta1: defaulted(fraction, 0.9, "Decay of the gradient's running mean, in [0, 1); 0.9 by default."),
    /** Decay of the largest gradient, in [0, 1); 0.999 by default. */
    beta2: defaulted(fraction, 0.999, 'Decay of the largest gradient, in [0, 1); 0.999 by default.'),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
  },
  slots: () => ({ m: 0, u: 0 }),
  prepare: ({ beta1 }, learningRate, step) => div(learningRate, sub(1, powerOf(beta1, step))),
  next: ({ beta1, beta2, epsilon }, { weight, gradient, slots, prepared }) => {
    const m = runningMean(slots.m, gradient, beta1);
    const u = maximum(mul(slots.u, beta2), abs(gradient));
    return { weight: sub(weight, div(mul(m, prepared), add(u, epsilon))), slots: { m, u } };
  },
});
