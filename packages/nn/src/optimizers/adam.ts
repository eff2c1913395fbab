/**
 * Adam: w ← w − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε), with ε beside the uncorrected √v as Keras has it.
 * Source: https://arxiv.org/abs/1412.6980, https://keras.io/api/optimizers/adam/
 */
import { adamStepSize, adamUpdate } from '@inkgrad/tensor';
import { fraction, positive } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { type Clipping, checkClipping, clippingKeys } from './clipping.ts';
import type { OptimizerRule } from './optimizer.ts';

export interface Adam extends Clipping {
  readonly name: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface AdamOptions extends Clipping {
  /** 0.001 by default. */
  readonly learningRate?: number;
  /** Decay of the gradient's running mean, in [0, 1); 0.9 by default. */
  readonly beta1?: number;
  /** Decay of its square's running mean, in [0, 1); 0.999 by default. */
  readonly beta2?: number;
  /** 1e-7 by default. */
  readonly epsilon?: number;
}

/** @throws ArgumentError for a rate that is not above 0, a β outside [0, 1), or two ways of clipping. */
export function adam(options: AdamOptions = {}): Adam {
  checkKeys('adam', options, ['name', 'learningRate', 'beta1', 'beta2', 'epsilon', ...clippingKeys]);
  return {
    name: 'adam',
    learningRate: positive('adam', 'learningRate', options.learningRate ?? 0.001),
    beta1: fraction('adam', 'beta1', options.beta1 ?? 0.9),
    beta2: fraction('adam', 'beta2', options.beta2 ?? 0.999),
    epsilon: positive('adam', 'epsilon', options.epsilon ?? 1e-7),
    ...checkClipping('adam', options),
  };
}

export const adamRule: OptimizerRule<Adam, 'm' | 'v'> = {
  slots: () => ['m', 'v'],
  prepare: ({ beta1, beta2 }, learningRate, step) => adamStepSize(learningRate, step, { beta1, beta2 }),
  update: ({ beta1, beta2, epsilon }, { parameter, slots, gradient, prepared }) => [
    adamUpdate({ parameter, m: slots.m, v: slots.v }, gradient, prepared, { beta1, beta2, epsilon }),
  ],
};
