/** Rescaling: x · scale + offset. Source: https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/ */
import { add, cast, mul } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, required } from '../define/field.ts';
import { finite } from '../define/fields.ts';

/**
 * Brings inputs into another range.
 * @example
 * rescaling(1 / 255)
 */
export const rescaling = defineLayer({
  type: 'rescaling',
  shorthand: 'scale',
  fields: {
    /** Factor of each element. */
    scale: required(finite, 'Factor of each element.'),
    /** Added after it; 0 by default. */
    offset: defaulted(finite, 0, 'Added after it; 0 by default.'),
  },
  plan: (_, [x]) => ({ output: { shape: x!.shape, dtype: 'f32' } }),
  apply: ({ scale, offset }, { x }) => add(mul(cast(x, 'f32'), scale), offset),
});
