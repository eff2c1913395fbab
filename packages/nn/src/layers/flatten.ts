/** Flatten: [batch, …] → [batch, product]. Source: https://keras.io/api/layers/reshaping_layers/flatten/ */
import { reshape, sizeOf } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';

/**
 * All axes but the batch as one.
 * @example
 * sequential({ inputShape: [28, 28], layers: [flatten()] }).outputShape; // → [784]
 */
export const flatten = defineLayer({
  type: 'flatten',
  fields: {},
  plan: (_, [x]) => ({ output: { shape: [sizeOf(x!.shape)], dtype: x!.dtype } }),
  apply: (_, { x }) => reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]),
});
