/** Reshape: the elements of each sample under another shape. Source: https://keras.io/api/layers/reshaping_layers/reshape/ */
import { reshape as reshapeOf, sizeOf } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { listOf, whole } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';

/**
 * Samples under another shape; one dimension may be −1, worked out from the rest.
 * @throws LayerShapeError where the elements do not fill the shape
 * @example
 * reshape([28, 28, 1])
 */
export const reshape = defineLayer({
  type: 'reshape',
  shorthand: 'targetShape',
  fields: {
    /** Of one sample, without the batch. */
    targetShape: required(
      listOf(whole, 'an array of whole numbers (without the batch)'),
      'Of one sample, without the batch.',
    ),
  },
  plan: ({ targetShape }, [x], name) => ({
    output: { shape: filled(name, targetShape, x!.shape), dtype: x!.dtype },
  }),
  apply: ({ targetShape }, { x }) => reshapeOf(x, [x.shape[0]!, ...filled('reshape', targetShape, x.shape.slice(1))]),
});

function filled(name: string, target: readonly number[], shape: readonly number[]): number[] {
  const unknown = target.indexOf(-1);
  const known = sizeOf(target.filter((_, at) => at !== unknown));
  const result = target.map((length, at) => (at === unknown ? sizeOf(shape) / known : length));
  const fits = result.every((length) => Number.isInteger(length) && length > 0) && sizeOf(result) === sizeOf(shape);
  if (fits) return result;
  throw new LayerShapeError(name, `samples that fill the shape ${shapeText(target)}`, shapeText(shape));
}
