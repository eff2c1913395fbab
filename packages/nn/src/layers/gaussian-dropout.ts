/** Source: https://keras.io/api/layers/regularization_layers/gaussian_dropout/, https://jmlr.org/papers/v15/srivastava14a.html */
import { add, mul } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { normalNoise } from './noise.ts';

/**
 * x · (1 + √(rate / (1 − rate)) · n) in training, with n normally distributed and new in every step: noise of the mean and
 * the deviation that dropout has. x in inference.
 * @throws ArgumentError for a rate outside [0, 1)
 * @example
 * sequential({ inputShape: [8], layers: [gaussianDropout(0.1)] }).outputShape; // → [8]
 */
export const gaussianDropout = defineLayer({
  type: 'gaussianDropout',
  shorthand: 'rate',
  fields: {
    /** The rate of the dropout that is as noisy, in [0, 1). */
    rate: required(fraction, 'The rate of the dropout that is as noisy, in [0, 1).'),
  },
  plan: (_, [x]) => ({ output: x! }),
  apply: ({ rate }, { x, training }) =>
    training === undefined || rate === 0
      ? x
      : mul(x, add(mul(normalNoise(x.shape, training), Math.sqrt(rate / (1 - rate))), 1)),
});
