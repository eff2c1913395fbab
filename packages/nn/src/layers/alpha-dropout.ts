/** Source: https://keras.io/api/layers/regularization_layers/alpha_dropout/, https://arxiv.org/abs/1706.02515 */
import { add, equal, mul, select } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { maskOf } from './mask.ts';

/** What selu gives for −∞. */
const alpha = -1.6732632423543772 * 1.0507009873554805;

/**
 * Dropout for selu: in training, elements are selu's smallest value with probability `rate`, and all are scaled and shifted so
 * that values of mean 0 and variance 1 keep both. In inference the layer does nothing.
 * @throws ArgumentError for a rate outside [0, 1)
 * @example
 * sequential({ inputShape: [8], layers: [alphaDropout(0.1)] }).outputShape; // → [8]
 */
export const alphaDropout = defineLayer({
  type: 'alphaDropout',
  shorthand: 'rate',
  fields: {
    /** Fraction of elements that are dropped, in [0, 1). */
    rate: required(fraction, 'Fraction of elements that are dropped, in [0, 1).'),
  },
  plan: (_, [x]) => ({ output: x! }),
  apply: ({ rate }, { x, training }) => {
    const mask = maskOf(x.shape, rate, training);
    if (mask === undefined) return x;
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * alpha ** 2));
    return add(mul(select(equal(mask, 0), alpha, x), scale), -scale * alpha * rate);
  },
});
