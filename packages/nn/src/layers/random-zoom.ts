/** Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/ */
import { add, cast, expandDims, iota, mul, sub, type Tensor } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { optional, required } from '../define/field.ts';
import { drawnFactors, factorRange, isZero } from './random-factor.ts';
import { resampledColumns, resampledRows, resamplingFields } from './resampling.ts';
import { imageShape } from './window-options.ts';

/**
 * In training, makes what is on each image [height, width, channels] smaller or larger, about its middle, by factors that are
 * drawn anew in every step; in inference the layer does nothing. A pixel f away from the middle shows what was (1 + factor) · f
 * away.
 * @throws ArgumentError, UnknownNameError
 * @example
 * randomZoom(0.1, { fillMode: 'constant' })
 */
export const randomZoom = defineLayer({
  type: 'randomZoom',
  shorthand: 'heightFactor',
  fields: {
    /** How much more of the height is seen: [least, largest] in [-1, 1], negative for less, which is larger; one number f for [-f, f]. */
    heightFactor: required(
      factorRange,
      'How much more of the height is seen: [least, largest] in [-1, 1], negative for less, which is larger; one number f for [-f, f].',
    ),
    /** The same of the width, drawn on its own; by default the factor of the height, which keeps proportions. */
    widthFactor: optional(
      factorRange,
      'The same of the width, drawn on its own; by default the factor of the height, which keeps proportions.',
    ),
    ...resamplingFields,
  },
  plan: (_, [x], name) => ({ output: { shape: imageShape(name, x!), dtype: 'f32' } }),
  apply: ({ heightFactor, widthFactor, ...how }, { x, training }) => {
    if (training === undefined || (isZero(heightFactor) && isZero(widthFactor ?? heightFactor))) return x;
    const [batch, height, width] = x.shape as readonly [number, number, number];
    const vertical = drawnFactors(heightFactor, batch, training, 0);
    const horizontal = widthFactor === undefined ? vertical : drawnFactors(widthFactor, batch, training, 1);
    const rows = resampledRows(x, zoomed(height, vertical), how);
    return resampledColumns(rows, zoomed(width, horizontal), how);
  },
});

/** Where pixels along an axis are read: [batch, size]. */
function zoomed(size: number, factor: Tensor): Tensor {
  const position = cast(iota([1, size]), 'f32');
  return add(position, mul(sub(position, (size - 1) / 2), expandDims(factor, 1)));
}
