/**
 * Adam: w ← w − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε), with ε beside the uncorrected √v as Keras has it.
 * Source: https://arxiv.org/abs/1412.6980, https://keras.io/api/optimizers/adam/
 */
import { adamStepSize, adamUpdate, add, div, maximum, mul, sqrt, square, sub } from '@inkgrad/tensor';
import { defineOptimizer, type NextWeight, type WeightStep } from '../define/define-optimizer.ts';
import { defaulted, optional } from '../define/field.ts';
import { flag, fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';

interface Betas {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad?: boolean;
}

type Slot = 'm' | 'v' | 'vLargest';

/** Options that Adam and AdamW have in common. */
export const adamFields = {
  /** 0.001 by default. */
  learningRate: defaulted(learningRate, 0.001),
  /** Decay of the gradient's running mean, in [0, 1); 0.9 by default. */
  beta1: defaulted(fraction, 0.9, "Decay of the gradient's running mean, in [0, 1); 0.9 by default."),
  /** Decay of its square's running mean, in [0, 1); 0.999 by default. */
  beta2: defaulted(fraction, 0.999, "Decay of its square's running mean, in [0, 1); 0.999 by default."),
  /** 1e-7 by default. */
  epsilon: defaulted(positive, 1e-7),
  /** Divide by the largest √v so far, so that steps never grow; false by default. Source: https://arxiv.org/abs/1904.09237 */
  amsgrad: optional(flag, 'Divide by the largest √v so far, so that steps never grow; false by default.'),
};

export function adamSlots({ amsgrad }: Betas): Record<Slot, number> {
  return { m: 0, v: 0, ...(amsgrad && { vLargest: 0 }) } as Record<Slot, number>;
}

/** The formula above, as maps. The kernel does the same in one pass. */
export function adamNext(
  { beta1, beta2, epsilon, amsgrad }: Betas,
  { weight, gradient, slots, prepared }: WeightStep<Slot>,
): NextWeight<Slot> {
  const m = runningMean(slots.m, gradient, beta1);
  const v = runningMean(slots.v, square(gradient), beta2);
  const vLargest = amsgrad ? maximum(slots.vLargest, v) : v;
  const next = sub(weight, div(mul(m, prepared), add(sqrt(vLargest), epsilon)));
  return { weight: next, slots: { m, v, ...(amsgrad && { vLargest }) } as NextWeight<Slot>['slots'] };
}

/**
 * Steps of about the learning rate, by running means of the gradient and of its square.
 * @throws ArgumentError for a rate that is not above 0, a β outside [0, 1), or two ways of clipping
 * @example
 * model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
 */
export const adam = defineOptimizer({
  name: 'adam',
  fields: adamFields,
  slots: adamSlots,
  prepare: ({ beta1, beta2 }, learningRate, step) => adamStepSize(learningRate, step, { beta1, beta2 }),
  next: adamNext,
  fused: ({ beta1, beta2, epsilon, amsgrad }, { weight, slots, gradient, prepared }) =>
    amsgrad
      ? undefined
      : [adamUpdate({ parameter: weight, m: slots.m, v: slots.v }, gradient, prepared, { beta1, beta2, epsilon })],
});
