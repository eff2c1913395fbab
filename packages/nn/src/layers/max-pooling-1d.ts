/** Source: https://keras.io/api/layers/pooling_layers/max_pooling1d/ */
import { maxPool2d, reshape } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { pool1dFields, stepsPooled } from './pooling.ts';
import { asRow, asSteps } from './window-options.ts';

/**
 * The largest element of each feature in each window of steps: [batch, steps, features] → [batch, positions, features].
 * @throws LayerShapeError for sequences shorter than a window
 */
export const maxPooling1d = defineLayer({
  type: 'maxPooling1d',
  title: 'MaxPooling1D',
  fields: pool1dFields,
  plan: (options, [x], name) => ({ output: stepsPooled(name, x!, options) }),
  apply: ({ poolSize, strides = poolSize, padding }, { x }) => {
    const windows = { poolSize: [1, poolSize], strides: [1, strides], padding } as const;
    const pooled = maxPool2d(reshape(x, asRow(x.shape)), windows);
    return reshape(pooled, asSteps(pooled.shape));
  },
});
