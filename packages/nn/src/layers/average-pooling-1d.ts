/** Source: https://keras.io/api/layers/pooling_layers/average_pooling1d/ */
import { averagePool2d } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { pool1dFields, poolSteps, stepsPooled } from './pooling.ts';

/**
 * The mean of each feature in each window of steps: [batch, steps, features] → [batch, positions, features]. Padding does not count.
 * @throws LayerShapeError for sequences shorter than a window
 * @example
 * sequential({ inputShape: [6, 3], layers: [averagePooling1d({ poolSize: 2 })] }).outputShape; // → [3, 3]
 */
export const averagePooling1d = defineLayer({
  type: 'averagePooling1d',
  title: 'AveragePooling1D',
  fields: pool1dFields,
  plan: (options, [x], name) => ({ output: stepsPooled(name, x!, options) }),
  apply: (options, { x }) => poolSteps(averagePool2d, x, options),
});
