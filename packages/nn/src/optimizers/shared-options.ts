/** The options that every optimizer has beside its own. Source: https://keras.io/api/optimizers/ */
import { ArgumentError } from '@inkgrad/tensor';
import { optional } from '../define/field.ts';
import { flag, fraction, listOf, nonNegative, plainText, positiveWhole } from '../define/fields.ts';
import { type Clipping, checkClipping, clippingFields } from './clipping.ts';

export const sharedFields = {
  ...clippingFields,
  /** Before each step w ← w − w · weightDecay · learningRate; none by default. Source: https://arxiv.org/abs/1711.05101 */
  weightDecay: optional(nonNegative, 'Before each step w ← w − w · weightDecay · learningRate; none by default.'),
  /** Weights that do not decay: by names within their layers, such as "bias" and "gamma", or layers' names. */
  excludeFromWeightDecay: optional(
    listOf(plainText, 'an array of names of weights or layers'),
    `Weights that do not decay: by names within their layers, such as "bias" and "gamma", or layers' names.`,
  ),
  /** Keep running averages of the weights, which the model has after training; false by default. */
  useEma: optional(flag, 'Keep running averages of the weights, which the model has after training; false by default.'),
  /** How slowly the averages follow, in [0, 1); 0.99 where they are kept. */
  emaMomentum: optional(fraction, 'How slowly the averages follow, in [0, 1); 0.99 where they are kept.'),
  /** The weights become their averages after every so many steps; by default only when training ends. */
  emaOverwriteFrequency: optional(
    positiveWhole,
    'The weights become their averages after every so many steps; by default only when training ends.',
  ),
  /** Batches whose mean gradient makes one step; 1 by default. */
  gradientAccumulationSteps: optional(positiveWhole, 'Batches whose mean gradient makes one step; 1 by default.'),
};

export interface SharedOptions extends Clipping {
  readonly weightDecay?: number;
  readonly excludeFromWeightDecay?: readonly string[];
  readonly useEma?: boolean;
  readonly emaMomentum?: number;
  readonly emaOverwriteFrequency?: number;
  readonly gradientAccumulationSteps?: number;
}

/** @throws ArgumentError for two ways of clipping, and for options that have no effect alone */
export function checkShared(where: string, options: SharedOptions): void {
  checkClipping(where, options);
  for (const key of ['emaMomentum', 'emaOverwriteFrequency'] as const) {
    if (options[key] === undefined || options.useEma === true) continue;
    throw new ArgumentError(where, key, 'absent without useEma: true', options[key]);
  }
  if (options.excludeFromWeightDecay !== undefined && options.weightDecay === undefined) {
    throw new ArgumentError(where, 'excludeFromWeightDecay', 'absent without weightDecay', 'names');
  }
}
