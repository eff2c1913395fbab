/** Source: https://keras.io/api/layers/pooling_layers/average_pooling1d/ */
import { averagePool2d, reshape } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { pool1dFields, stepsPooled } from './pooling.ts';
import { asRow, asSteps } from './window-options.ts';

/**
 * The mean of each feature in each window of steps: [batch, steps, features] → [batch, positions, features]. Padding does not count.
 * @throws LayerShapeError for sequences shorter than a window
 */
export const averagePooling1d = defineLayer({
  type: 'averagePooling1d',
  title: 'AveragePooling1D',
  fields: pool1dFields,
  plan: (options, [x], name) => ({ output: stepsPooled(name, x!, options) }),
  apply: ({ poolSize, strides = poolSize, padding }, { x }) => {
    const windows = { poolSize: [1, poolSize], strides: [1, strides], padding } as const;
    const pooled = averagePool2d(reshape(x, asRow(x.shape)), windows);
    return reshape(pooled, asSteps(pooled.shape));
  },
});
