/**
 * Dropout: in training, elements are 0 with probability `rate` and else scaled by 1 / (1 − rate); in inference the
 * layer does nothing. Source: https://keras.io/api/layers/regularization_layers/dropout/
 */
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { dropped } from './mask.ts';

/**
 * Sets elements to 0 at random while training.
 * @throws ArgumentError for a rate outside [0, 1)
 * @example
 * dropout(0.25)
 */
export const dropout = defineLayer({
  type: 'dropout',
  shorthand: 'rate',
  fields: {
    /** Fraction of elements set to 0, in [0, 1). */
    rate: required(fraction, 'Fraction of elements set to 0, in [0, 1).'),
  },
  plan: (_, [x]) => ({ output: x! }),
  apply: ({ rate }, { x, training }) => dropped(x, x.shape, rate, training),
});
