/** Source: https://keras.io/api/layers/pooling_layers/global_max_pooling2d/ */
import { max } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { globalPool2dFields, imagePooled } from './pooling.ts';

/**
 * The largest element of each channel over an image: [batch, height, width, channels] → [batch, channels].
 * @example
 * sequential({ inputShape: [4, 4, 3], layers: [globalMaxPooling2d()] }).outputShape; // → [3]
 */
export const globalMaxPooling2d = defineLayer({
  type: 'globalMaxPooling2d',
  title: 'GlobalMaxPooling2D',
  fields: globalPool2dFields,
  plan: ({ keepDims }, [x], name) => ({ output: imagePooled(name, x!, keepDims) }),
  apply: ({ keepDims }, { x }) => max(x, { axes: [1, 2], keepDims }),
});
