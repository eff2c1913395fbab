/** Flatten: [batch, …] → [batch, product]. Source: https://keras.io/api/layers/reshaping_layers/flatten/ */
import { reshape, sizeOf } from '@inkgrad/tensor';
import { completeLayerOptions, type LayerOptions, type LayerRule } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';

export interface FlattenLayer extends LayerOptions {
  readonly type: 'flatten';
}

/** All axes but the batch as one. */
export function flatten(options: LayerOptions = {}): FlattenLayer {
  return flattenRule.complete('flatten', { ...options });
}

export const flattenRule: LayerRule<FlattenLayer> = {
  title: 'Flatten',
  complete: (where, options) => {
    checkKeys(where, options, ['type', 'name', 'inputShape']);
    return { type: 'flatten', ...completeLayerOptions(where, options) };
  },
  outputShape: (_, __, inputShape) => [sizeOf(inputShape)],
  parameters: () => [],
  apply: (_, { x }) => reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]),
  activityRegularizer: () => undefined,
};
