/** Source: https://keras.io/api/layers/pooling_layers/average_pooling2d/ */
import { averagePool2d } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { imagesPooled, pool2dFields } from './pooling.ts';

/**
 * The mean of each channel in each window: [batch, height, width, channels] → [batch, rows, columns, channels]. Padding does not count.
 * @throws LayerShapeError for images smaller than a window
 * @example
 * averagePooling2d({ poolSize: 2 })
 */
export const averagePooling2d = defineLayer({
  type: 'averagePooling2d',
  title: 'AveragePooling2D',
  fields: pool2dFields,
  plan: (options, [x], name) => ({ output: imagesPooled(name, x!, options) }),
  apply: ({ poolSize, strides = poolSize, padding }, { x }) => averagePool2d(x, { poolSize, strides, padding }),
});
