/** Source: https://keras.io/api/layers/pooling_layers/global_max_pooling1d/ */
import { max } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { overSteps } from './sequence-shape.ts';

/**
 * The largest of each feature over the steps of a sequence: [batch, steps, features] → [batch, features].
 * @example
 * sequential({ inputShape: [6, 3], layers: [globalMaxPooling1d()] }).outputShape; // → [3]
 */
export const globalMaxPooling1d = defineLayer({
  type: 'globalMaxPooling1d',
  title: 'GlobalMaxPooling1D',
  fields: {
    /** Keep the axis of steps with length 1; false by default. */
    keepDims: defaulted(flag, false, 'Keep the axis of steps with length 1; false by default.'),
  },
  plan: ({ keepDims }, [x], name) => ({ output: overSteps(name, x!, keepDims) }),
  apply: ({ keepDims }, { x }) => max(x, { axes: 1, keepDims }),
});
