/**
 * Dropout: in training, elements are 0 with probability `rate` and else scaled by 1 / (1 − rate); in inference the
 * layer does nothing. Source: https://keras.io/api/layers/regularization_layers/dropout/
 */
import { dropout as dropoutOf } from '@inkgrad/tensor';
import { fraction } from '../define/check.ts';
import { completeLayerOptions, type LayerOptions, type LayerRule } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';

export interface DropoutOptions extends LayerOptions {
  /** Fraction of elements set to 0, in [0, 1). */
  readonly rate: number;
}

export interface DropoutLayer extends DropoutOptions {
  readonly type: 'dropout';
}

/** @throws ArgumentError for a rate outside [0, 1). */
export function dropout(options: DropoutOptions | number): DropoutLayer {
  return dropoutRule.complete('dropout', typeof options === 'number' ? { rate: options } : { ...options });
}

export const dropoutRule: LayerRule<DropoutLayer> = {
  title: 'Dropout',
  complete: (where, options) => {
    checkKeys(where, options, ['type', 'rate', 'name', 'inputShape']);
    const rate = fraction(where, 'rate', options['rate']);
    return { type: 'dropout', rate, ...completeLayerOptions(where, options) };
  },
  outputShape: (_, __, inputShape) => inputShape,
  parameters: () => [],
  apply: ({ rate }, { x, training }) => (training === undefined ? x : dropoutOf(x, { rate, ...training })),
  activityRegularizer: () => undefined,
};
