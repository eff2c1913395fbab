/**
 * Adadelta: a ← ρa + (1 − ρ)g², δ = g · √(d + ε) / √(a + ε), d ← ρd + (1 − ρ)δ², w ← w − lr · δ.
 * Source: https://arxiv.org/abs/1212.5701, https://keras.io/api/optimizers/adadelta/
 */
import { add, div, mul, sqrt, square, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';

/**
 * Steps scaled by how far earlier ones went.
 * @example
 * model.compile({ optimizer: adadelta({ learningRate: 1 }), loss: 'sparseCategoricalCrossentropy' });
 */
export const adadelta = defineOptimizer({
  name: 'adadelta',
  fields: {
    /** 0.001 by default; the paper's is 1. */
    learningRate: defaulted(learningRate, 0.001, "0.001 by default; the paper's is 1."),
    /** Decay of both running means, in [0, 1); 0.95 by default. */
    rho: defaulted(fraction, 0.95, 'Decay of both running means, in [0, 1); 0.95 by default.'),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
  },
  slots: () => ({ accumulatedGradient: 0, accumulatedDelta: 0 }),
  next: ({ rho, epsilon }, { weight, gradient, slots, learningRate }) => {
    const accumulatedGradient = runningMean(slots.accumulatedGradient, square(gradient), rho);
    const scale = div(sqrt(add(slots.accumulatedDelta, epsilon)), sqrt(add(accumulatedGradient, epsilon)));
    const delta = mul(gradient, scale);
    const accumulatedDelta = runningMean(slots.accumulatedDelta, square(delta), rho);
    return {
      weight: sub(weight, mul(delta, learningRate)),
      slots: { accumulatedGradient, accumulatedDelta },
    };
  },
});
