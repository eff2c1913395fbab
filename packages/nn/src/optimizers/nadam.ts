/**
 * Nadam: Adam with Nesterov's look ahead, μₜ = β₁ (1 − 0.5 · 0.96ᵗ) in place of β₁.
 * Source: https://cs229.stanford.edu/proj2015/054_report.pdf, https://keras.io/api/optimizers/Nadam/
 */
import { add, cast, div, exp, mul, neg, sqrt, square, sub, sum, type Tensor, tensor } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';
import { powerOf } from './power.ts';

/**
 * Adam that looks ahead along its running mean.
 * @example
 * model.compile({ optimizer: nadam({ learningRate: 0.002 }), loss: 'sparseCategoricalCrossentropy' });
 */
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
  slots: () => ({ m: 0, v: 0 }),
  prepare: ({ beta1 }, _, step) => momentumProduct(beta1, step),
  next: ({ beta1, beta2, epsilon }, { weight, gradient, slots, learningRate, step, prepared: product }) => {
    const [now, ahead] = [momentumAt(beta1, step), momentumAt(beta1, add(step, 1))];
    const m = runningMean(slots.m, gradient, beta1);
    const v = runningMean(slots.v, square(gradient), beta2);
    const meanAhead = add(
      div(mul(m, ahead), sub(1, mul(product, ahead))),
      div(mul(gradient, sub(1, now)), sub(1, product)),
    );
    const spread = div(v, sub(1, powerOf(beta2, step)));
    const next = sub(weight, div(mul(meanAhead, learningRate), add(sqrt(spread), epsilon)));
    return { weight: next, slots: { m, v } };
  },
});

/** More would add less than float32 has. */
const terms = 24;

/**
 * μ₁ · μ₂ · … · μₜ, of the step alone, so that it needs no state: β₁ᵗ · exp(Σᵢ ln(1 − 0.5 · 0.96ⁱ)), where each logarithm is
 * −Σₙ 0.5ⁿ · 0.96ⁿⁱ / n and the sums over i are geometric. The n left out are less than 1e-8 of it.
 */
function momentumProduct(beta1: number, step: Tensor): Tensor {
  const orders = Array.from({ length: terms }, (_, at) => at + 1);
  const factors = orders.map((n) => (0.5 ** n / n) * (0.96 ** n / (1 - 0.96 ** n)));
  const faded = exp(mul(cast(step, 'f32'), tensor(orders.map((n) => n * Math.log(0.96)))));
  return mul(powerOf(beta1, step), exp(neg(sum(mul(sub(1, faded), tensor(factors))))));
}

function momentumAt(beta1: number, step: Tensor): Tensor {
  return mul(sub(1, mul(powerOf(0.96, cast(step, 'i32')), 0.5)), beta1);
}
