/** Permute: the axes of each sample in another order. Source: https://keras.io/api/layers/reshaping_layers/permute/ */

import { transpose } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { listOf, positiveWhole } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';

/**
 * The sample's axes, counted from 1, in the order given.
 * @throws LayerShapeError unless `dims` are the sample's axes, each once
 * @example
 * permute([2, 1])
 */
export const permute = defineLayer({
  type: 'permute',
  shorthand: 'dims',
  fields: {
    /** The axes in their new order, counted from 1. */
    dims: required(
      listOf(positiveWhole, 'an array of axes, counted from 1'),
      'The axes in their new order, counted from 1.',
    ),
  },
  plan: ({ dims }, [x], name) => {
    const { shape, dtype } = x!;
    const isOrder = dims.length === shape.length && shape.every((_, at) => dims.includes(at + 1));
    if (!isOrder)
      throw new LayerShapeError(
        name,
        `samples of ${plural(dims.length, 'axis', 'axes')}, for ${shapeText(dims)}`,
        shapeText(shape),
      );
    return { output: { shape: dims.map((axis) => shape[axis - 1]!), dtype } };
  },
  apply: ({ dims }, { x }) => transpose(x, [0, ...dims]),
});
