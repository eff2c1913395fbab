/**
 * Adam: w ← w − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε), with ε beside the uncorrected √v as Keras has it.
 * Source: https://arxiv.org/abs/1412.6980, https://keras.io/api/optimizers/adam/
 */
import { adamStepSize, adamUpdate } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive } from '../define/fields.ts';

/**
 * Steps of about the learning rate, by running means of the gradient and of its square.
 * @throws ArgumentError for a rate that is not above 0, a β outside [0, 1), or two ways of clipping
 * @example
 * model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
 */
export const adam = defineOptimizer({
  name: 'adam',
  fields: {
    /** 0.001 by default. */
    learningRate: defaulted(positive, 0.001),
    /** Decay of the gradient's running mean, in [0, 1); 0.9 by default. */
    beta1: defaulted(fraction, 0.9),
    /** Decay of its square's running mean, in [0, 1); 0.999 by default. */
    beta2: defaulted(fraction, 0.999),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
  },
  slots: () => ['m', 'v'],
  prepare: ({ beta1, beta2 }, learningRate, step) => adamStepSize(learningRate, step, { beta1, beta2 }),
  update: ({ beta1, beta2, epsilon }, { weight, slots, gradient, prepared }) => [
    adamUpdate({ parameter: weight, m: slots.m, v: slots.v }, gradient, prepared, { beta1, beta2, epsilon }),
  ],
});
