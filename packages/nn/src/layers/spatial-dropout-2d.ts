/** Source: https://keras.io/api/layers/regularization_layers/spatial_dropout2d/ */
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { fraction } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { dropped } from './mask.ts';

/**
 * Dropout of whole features: those of [batch, height, width, channels] that are dropped are 0 everywhere.
 * @example
 * sequential({ inputShape: [4, 4, 3], layers: [spatialDropout2d(0.1)] }).outputShape; // → [4, 4, 3]
 */
export const spatialDropout2d = defineLayer({
  type: 'spatialDropout2d',
  title: 'SpatialDropout2D',
  shorthand: 'rate',
  fields: {
    /** Fraction of features set to 0, in [0, 1). */
    rate: required(fraction, 'Fraction of features set to 0, in [0, 1).'),
  },
  plan: (_, [x], name) => {
    if (x!.shape.length !== 3) throw new LayerShapeError(name, 'samples of 3 axes', shapeText(x!.shape));
    return { output: x! };
  },
  apply: ({ rate }, { x, training }) => dropped(x, [x.shape[0]!, 1, 1, x.shape.at(-1)!], rate, training),
});
