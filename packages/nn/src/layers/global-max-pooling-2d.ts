/** Source: https://keras.io/api/layers/pooling_layers/global_max_pooling2d/ */
import { max } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { imageShape } from './window-options.ts';

/** The largest element of each channel over an image: [batch, height, width, channels] → [batch, channels]. */
export const globalMaxPooling2d = defineLayer({
  type: 'globalMaxPooling2d',
  title: 'GlobalMaxPooling2D',
  fields: {
    /** Keep rows and columns with length 1; false by default. */
    keepDims: defaulted(flag, false, 'Keep rows and columns with length 1; false by default.'),
  },
  plan: ({ keepDims }, [x], name) => {
    const [, , channels] = imageShape(name, x!);
    return { output: { shape: keepDims ? [1, 1, channels] : [channels], dtype: x!.dtype } };
  },
  apply: ({ keepDims }, { x }) => max(x, { axes: [1, 2], keepDims }),
});
