/** Source: https://keras.io/api/layers/pooling_layers/max_pooling2d/ */
import { maxPool2d } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { imagesPooled, pool2dFields } from './pooling.ts';

/**
 * The largest element of each channel in each window: [batch, height, width, channels] → [batch, rows, columns, channels].
 * @throws LayerShapeError for images smaller than a window
 * @example
 * maxPooling2d({ poolSize: 2 })
 */
export const maxPooling2d = defineLayer({
  type: 'maxPooling2d',
  title: 'MaxPooling2D',
  fields: pool2dFields,
  plan: (options, [x], name) => ({ output: imagesPooled(name, x!, options) }),
  apply: ({ poolSize, strides = poolSize, padding }, { x }) => maxPool2d(x, { poolSize, strides, padding }),
});
