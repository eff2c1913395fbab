/**
 * Nadam: Adam with Nesterov's look ahead, μₜ = β₁ (1 − 0.5 · 0.96ᵗ) in place of β₁.
 * Source: https://cs229.stanford.edu/proj2015/054_report.pdf, https://keras.io/api/optimizers/Nadam/
 */
import { add, cast, div, mul, sqrt, square, sub, type Tensor } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/schedule-table.ts';
import { powerOf } from './power.ts';

/** Adam that looks ahead along its running mean. */
export const nadam = defineOptimizer({
  name: 'nadam',
  fields: {
    /** 0.001 by default. */
    learningRate: defaulted(learningRate, 0.001),
    /** Decay of the gradient's running mean, in [0, 1); 0.9 by default. */
    beta1: defaulted(fraction, 0.9, "Decay of the gradient's running mean, in [0, 1); 0.9 by default."),
    /** Decay of its square's running mean, in [0, 1); 0.999 by default. */
    beta2: defaulted(fraction, 0.999, "Decay of its square's running mean, in [0, 1); 0.999 by default."),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
  },
  // The product of all μ so far is kept beside each weight, as one number would need a state of its own.
  slots: () => ({ m: 0, v: 0, product: 1 }),
  next: ({ beta1, beta2, epsilon }, { weight, gradient, slots, learningRate, step }) => {
    const [now, ahead] = [momentumAt(beta1, step), momentumAt(beta1, add(step, 1))];
    const m = runningMean(slots.m, gradient, beta1);
    const v = runningMean(slots.v, square(gradient), beta2);
    const product = mul(slots.product, now);
    const meanAhead = add(
      div(mul(m, ahead), sub(1, mul(product, ahead))),
      div(mul(gradient, sub(1, now)), sub(1, product)),
    );
    const spread = div(v, sub(1, powerOf(beta2, step)));
    const next = sub(weight, div(mul(meanAhead, learningRate), add(sqrt(spread), epsilon)));
    return { weight: next, slots: { m, v, product } };
  },
});

function momentumAt(beta1: number, step: Tensor): Tensor {
  return mul(sub(1, mul(powerOf(0.96, cast(step, 'i32')), 0.5)), beta1);
}
