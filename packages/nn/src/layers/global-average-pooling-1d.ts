/** Source: https://keras.io/api/layers/pooling_layers/global_average_pooling1d/ */
import { mean } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { overSteps } from './sequence-shape.ts';

/**
 * The mean of each feature over the steps of a sequence: [batch, steps, features] → [batch, features].
 * @example
 * sequential({ inputShape: [6, 3], layers: [globalAveragePooling1d()] }).outputShape; // → [3]
 */
export const globalAveragePooling1d = defineLayer({
  type: 'globalAveragePooling1d',
  title: 'GlobalAveragePooling1D',
  fields: {
    /** Keep the axis of steps with length 1; false by default. */
    keepDims: defaulted(flag, false, 'Keep the axis of steps with length 1; false by default.'),
  },
  plan: ({ keepDims }, [x], name) => ({ output: overSteps(name, x!, keepDims) }),
  apply: ({ keepDims }, { x }) => mean(x, { axes: 1, keepDims }),
});
