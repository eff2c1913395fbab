/** Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/ */
import { cast, expandDims, iota, mul, sub, type Tensor } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { drawnFactors, factorRange, isZero } from './random-factor.ts';
import { resampledColumns, resampledRows, resamplingFields } from './resampling.ts';
import { imageShape } from './window-options.ts';

/**
 * In training, moves each image [height, width, channels] up or down and to the left or right, by fractions of its height and
 * width that are drawn anew in every step; in inference the layer does nothing.
 * @throws ArgumentError, UnknownNameError
 * @example
 * randomTranslation({ heightFactor: 0.1, widthFactor: 0.1, fillMode: 'constant' })
 */
export const randomTranslation = defineLayer({
  type: 'randomTranslation',
  fields: {
    /** How far down, as a fraction of the height: [least, largest] in [-1, 1], negative up; one number f for [-f, f]. */
    heightFactor: required(
      factorRange,
      'How far down, as a fraction of the height: [least, largest] in [-1, 1], negative up; one number f for [-f, f].',
    ),
    /** How far to the right, as a fraction of the width: [least, largest] in [-1, 1], negative to the left; one number f for [-f, f]. */
    widthFactor: required(
      factorRange,
      'How far to the right, as a fraction of the width: [least, largest] in [-1, 1], negative to the left; one number f for [-f, f].',
    ),
    ...resamplingFields,
  },
  plan: (_, [x], name) => ({ output: { shape: imageShape(name, x!), dtype: 'f32' } }),
  apply: ({ heightFactor, widthFactor, ...how }, { x, training }) => {
    if (training === undefined) return x;
    const [batch, height, width] = x.shape as readonly [number, number, number];
    const moved = (size: number, factor: Tensor): Tensor =>
      sub(cast(iota([batch, size]), 'f32'), expandDims(mul(factor, size), 1));
    // Columns first: a layer before this one that ended with columns has them in the order that they are read in.
    const columns = isZero(widthFactor)
      ? x
      : resampledColumns(x, moved(width, drawnFactors(widthFactor, batch, training, 1)), how);
    return isZero(heightFactor)
      ? columns
      : resampledRows(columns, moved(height, drawnFactors(heightFactor, batch, training, 0)), how);
  },
});
