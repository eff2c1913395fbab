/** Source: https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/ */
import { add, cast, cos, expandDims, iota, mul, sin, sub } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { drawnFactors, factorRange, isZero } from './random-factor.ts';
import { resampled, resamplingFields } from './resampling.ts';
import { imageShape } from './window-options.ts';

/**
 * In training, turns each image [height, width, channels] about its middle, by an angle that is drawn anew in every step; in
 * inference the layer does nothing.
 * @throws ArgumentError, UnknownNameError
 * @example
 * randomRotation(0.03, { fillMode: 'constant' })
 */
export const randomRotation = defineLayer({
  type: 'randomRotation',
  shorthand: 'factor',
  fields: {
    /** The angle as a fraction of a full turn: [least, largest] in [-1, 1], counter-clockwise, negative clockwise; one number f for [-f, f]. */
    factor: required(
      factorRange,
      'The angle as a fraction of a full turn: [least, largest] in [-1, 1], counter-clockwise, negative clockwise; one number f for [-f, f].',
    ),
    ...resamplingFields,
  },
  plan: (_, [x], name) => ({ output: { shape: imageShape(name, x!), dtype: 'f32' } }),
  apply: ({ factor, ...how }, { x, training }) => {
    if (training === undefined || isZero(factor)) return x;
    const [batch, height, width] = x.shape as readonly [number, number, number];
    const angle = expandDims(mul(drawnFactors(factor, batch, training), 2 * Math.PI), [1, 2]);
    const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
    const down = sub(cast(iota([height, 1], 0), 'f32'), middleRow);
    const right = sub(cast(iota([1, width], 1), 'f32'), middleColumn);
    const rows = add(add(mul(right, sin(angle)), mul(down, cos(angle))), middleRow);
    const columns = add(sub(mul(right, cos(angle)), mul(down, sin(angle))), middleColumn);
    return resampled(x, rows, columns, how);
  },
});
