/** Source: https://keras.io/api/layers/regularization_layers/spatial_dropout1d/ */
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { dropped } from './mask.ts';

/**
 * Dropout of whole features: those of [batch, steps, features] that are dropped are 0 everywhere.
 * @example
 * sequential({ inputShape: [6, 3], layers: [spatialDropout1d(0.1)] }).outputShape; // → [6, 3]
 */
export const spatialDropout1d = defineLayer({
  type: 'spatialDropout1d',
  title: 'SpatialDropout1D',
  shorthand: 'rate',
  fields: {
    /** Fraction of features set to 0, in [0, 1). */
    rate: required(fraction, 'Fraction of features set to 0, in [0, 1).'),
  },
  plan: (_, [x], name) => {
    if (x!.shape.length !== 2) throw new LayerShapeError(name, 'samples of 2 axes', shapeText(x!.shape));
    return { output: x! };
  },
  apply: ({ rate }, { x, training }) => dropped(x, [x.shape[0]!, 1, x.shape.at(-1)!], rate, training),
});
