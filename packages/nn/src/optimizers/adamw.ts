/**
 * Adam with weight decay apart from the gradient: first w ← w − w · weightDecay · lr, then Adam's step.
 * Source: https://arxiv.org/abs/1711.05101, https://keras.io/api/optimizers/adamw/
 */
import { adamStepSize } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { nonNegative } from '../define/fields.ts';
import { adamFields, adamNext, adamSlots } from './adam.ts';

/**
 * Adam whose weights decay.
 * @example
 * adamw({ learningRate: 0.001, weightDecay: 0.01, excludeFromWeightDecay: ['bias', 'gamma', 'beta'] })
 */
export const adamw = defineOptimizer({
  name: 'adamw',
  fields: {
    ...adamFields,
    /** 0.004 by default. */
    weightDecay: defaulted(nonNegative, 0.004),
  },
  slots: adamSlots,
  prepare: ({ beta1, beta2 }, learningRate, step) => adamStepSize(learningRate, step, { beta1, beta2 }),
  next: adamNext,
});
