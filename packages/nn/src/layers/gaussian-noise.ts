/** Source: https://keras.io/api/layers/regularization_layers/gaussian_noise/ */
import { add, mul } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { nonNegative } from '../define/fields.ts';
import { normalNoise } from './noise.ts';

/**
 * x + standardDeviation · n in training, with n normally distributed and new in every step; x in inference. Keras calls the
 * option `stddev`.
 * @throws ArgumentError for a negative deviation
 * @example
 * sequential([gaussianNoise(0.1, { inputShape: [28, 28] }), flatten(), dense({ units: 10, activation: 'softmax' })]);
 */
export const gaussianNoise = defineLayer({
  type: 'gaussianNoise',
  shorthand: 'standardDeviation',
  fields: {
    /** Of the noise, at least 0. */
    standardDeviation: required(nonNegative, 'Of the noise, at least 0.'),
  },
  plan: (_, [x]) => ({ output: x! }),
  apply: ({ standardDeviation }, { x, training }) =>
    training === undefined || standardDeviation === 0
      ? x
      : add(x, mul(normalNoise(x.shape, training), standardDeviation)),
});
