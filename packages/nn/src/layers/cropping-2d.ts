/** Source: https://keras.io/api/layers/reshaping_layers/cropping2d/ */
import { slice } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { margins } from './image-margins.ts';
import { imageShape } from './window-options.ts';

/**
 * Images without some rows and columns at their sides.
 * @throws LayerShapeError where nothing is left
 * @example
 * cropping2d([[0, 1], [0, 1]])
 */
export const cropping2d = defineLayer({
  type: 'cropping2d',
  title: 'Cropping2D',
  shorthand: 'cropping',
  fields: {
    /** One number for every side, [rows, columns], or [[top, bottom], [left, right]]; 0 by default. */
    cropping: defaulted(
      margins,
      0,
      'One number for every side, [rows, columns], or [[top, bottom], [left, right]]; 0 by default.',
    ),
  },
  plan: ({ cropping: [rows, columns] }, [x], name) => {
    const [height, width, channels] = imageShape(name, x!);
    const left = [height - rows[0] - rows[1], width - columns[0] - columns[1]];
    if (left.some((length) => length < 1)) {
      const least = `images of more than ${rows[0] + rows[1]}×${columns[0] + columns[1]}, which it cuts off`;
      throw new LayerShapeError(name, least, shapeText(x!.shape));
    }
    return { output: { shape: [...left, channels], dtype: x!.dtype } };
  },
  apply: ({ cropping: [rows, columns] }, { x }) => {
    const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
    const size = [batch, height - rows[0] - rows[1], width - columns[0] - columns[1], channels];
    return slice(x, [0, rows[0], columns[0], 0], size);
  },
});
