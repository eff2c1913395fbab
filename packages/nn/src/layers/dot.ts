/** Source: https://keras.io/api/layers/merging_layers/dot/ */
import { div, matmul, maximum, reshape, sqrt, square, sum, type Tensor, transpose } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { flag, pair } from '../define/fields.ts';
import { specText } from '../define/spec.ts';
import { LayerShapeError } from '../errors.ts';

/**
 * Scalar products of two inputs along an axis of each: of vectors [n] and [n] → [1], of sequences [a, n] and [b, n] with
 * axes 2 → [a, b].
 * @throws LayerShapeError for samples of more than two axes, or axes of different lengths
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * dot({ axes: 1 }).apply(a, b).shape; // → [1]
 */
export const dot = defineLayer({
  type: 'dot',
  inputs: 2,
  shorthand: 'axes',
  fields: {
    /** The axis of each input, or of both, counted with the batch as 0; the first, 1, by default. */
    axes: defaulted(
      pair,
      1,
      'The axis of each input, or of both, counted with the batch as 0; the first, 1, by default.',
    ),
    /** Divide by the lengths of the vectors, which gives the cosine of the angle between them; false by default. */
    normalize: defaulted(
      flag,
      false,
      'Divide by the lengths of the vectors, which gives the cosine of the angle between them; false by default.',
    ),
  },
  plan: ({ axes }, inputs, name) => {
    const fits = inputs.every(({ shape }, at) => shape.length <= 2 && axes[at]! <= shape.length);
    const lengths = inputs.map(({ shape }, at) => shape[axes[at]! - 1]);
    if (!fits || lengths[0] !== lengths[1]) {
      const expected = `two inputs of one or two axes whose axes ${axes.join(' and ')} are of one length`;
      throw new LayerShapeError(name, expected, inputs.map(specText).join(' and '));
    }
    const kept = inputs.flatMap(({ shape }, at) => shape.filter((_, axis) => axis !== axes[at]! - 1));
    return { output: { shape: kept.length === 0 ? [1] : kept, dtype: 'f32' } };
  },
  apply: ({ axes, normalize }, { inputs }) => {
    const [a, b] = inputs.map((x, at) => rows(x, axes[at]!, normalize)) as [Tensor, Tensor];
    const product = matmul(a, b, { transposeB: true });
    const kept = inputs.flatMap(({ shape }, at) => shape.filter((_, axis) => axis !== 0 && axis !== axes[at]!));
    return reshape(product, [product.shape[0]!, ...(kept.length === 0 ? [1] : kept)]);
  },
});

/** [batch, rows, n], n along the axis; rows of length 1 where they are to be normalized. */
function rows(x: Tensor, axis: number, normalize: boolean): Tensor {
  const { shape } = x;
  const matrix = shape.length === 2 ? reshape(x, [shape[0]!, 1, shape[1]!]) : x;
  const ordered = shape.length === 3 && axis === 1 ? swapLast(matrix) : matrix;
  if (!normalize) return ordered;
  const squares = sum(square(ordered), { axes: -1, keepDims: true });
  return div(ordered, sqrt(maximum(squares, 1e-12)));
}

function swapLast(x: Tensor): Tensor {
  return transpose(x, [0, 2, 1]);
}
