/** Source: https://keras.io/api/layers/pooling_layers/global_average_pooling2d/ */
import { mean } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { globalPool2dFields, imagePooled } from './pooling.ts';

/**
 * The mean of each channel over an image: [batch, height, width, channels] → [batch, channels].
 * @example
 * sequential({ inputShape: [4, 4, 3], layers: [globalAveragePooling2d()] }).outputShape; // → [3]
 */
export const globalAveragePooling2d = defineLayer({
  type: 'globalAveragePooling2d',
  title: 'GlobalAveragePooling2D',
  fields: globalPool2dFields,
  plan: ({ keepDims }, [x], name) => ({ output: imagePooled(name, x!, keepDims) }),
  apply: ({ keepDims }, { x }) => mean(x, { axes: [1, 2], keepDims }),
});
