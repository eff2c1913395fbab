/** Source: https://keras.io/api/layers/pooling_layers/max_pooling1d/ */
import { maxPool2d } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { pool1dFields, poolSteps, stepsPooled } from './pooling.ts';

/**
 * The largest element of each feature in each window of steps: [batch, steps, features] → [batch, positions, features].
 * @throws LayerShapeError for sequences shorter than a window
 * @example
 * sequential({ inputShape: [6, 3], layers: [maxPooling1d({ poolSize: 2 })] }).outputShape; // → [3, 3]
 */
export const maxPooling1d = defineLayer({
  type: 'maxPooling1d',
  title: 'MaxPooling1D',
  fields: pool1dFields,
  plan: (options, [x], name) => ({ output: stepsPooled(name, x!, options) }),
  apply: (options, { x }) => poolSteps(maxPool2d, x, options),
});
