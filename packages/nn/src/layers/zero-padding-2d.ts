/** Source: https://keras.io/api/layers/reshaping_layers/zero_padding2d/ */
import { pad } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { margins } from './image-margins.ts';
import { imageShape } from './window-options.ts';

/**
 * Rows and columns of zeros around images.
 * @example
 * zeroPadding2d([[0, 1], [0, 1]])
 */
export const zeroPadding2d = defineLayer({
  type: 'zeroPadding2d',
  title: 'ZeroPadding2D',
  shorthand: 'padding',
  fields: {
    /** One number for every side, [rows, columns], or [[top, bottom], [left, right]]; 1 by default. */
    padding: defaulted(
      margins,
      1,
      'One number for every side, [rows, columns], or [[top, bottom], [left, right]]; 1 by default.',
    ),
  },
  plan: ({ padding: [rows, columns] }, [x], name) => {
    const [height, width, channels] = imageShape(name, x!);
    const shape = [height + rows[0] + rows[1], width + columns[0] + columns[1], channels];
    return { output: { shape, dtype: x!.dtype } };
  },
  apply: ({ padding: [rows, columns] }, { x }) => pad(x, [[0, 0], rows, columns, [0, 0]]),
});
