/** Tensors put together along a new axis, and one cut into parts. Both are made of concat and slices. */
import { ArgumentError, ShapeError } from '../errors.ts';
import { normalizeAxis, shapesEqual } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { concat, expandDims, slice } from './view.ts';

/**
 * Tensors of one shape along a new axis before `axis` (default 0): n of [...shape] → [n, ...shape].
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.stack.html
 * @throws ShapeError if there is none or their shapes differ.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first, ...rest] = tensors;
  if (first === undefined) throw new ShapeError('stack', [], 'at least one tensor');
  const other = rest.find(({ shape }) => !shapesEqual(shape, first.shape));
  if (other !== undefined) throw new ShapeError('stack', [first.shape, other.shape], 'tensors of one shape');
  const at = normalizeAxis('stack', [...first.shape, 1], axis);
  return concat(
    tensors.map((x) => expandDims(x, at)),
    at,
  );
}

/**
 * x cut along `axis` (default 0).
 * @param parts the number of equal parts, or the positions of the cuts: [2, 5] gives [0, 2), [2, 5) and [5, end)
 * @throws ShapeError if the axis does not divide into so many equal parts.
 * @throws ArgumentError for cuts that are not in order within the axis.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.split.html
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const at = normalizeAxis('split', x.shape, axis);
  const length = x.shape[at]!;
  const bounds = typeof parts === 'number' ? equalParts(x, parts, at) : [0, ...parts, length];
  const inOrder = bounds.every(
    (bound, i) => Number.isInteger(bound) && bound >= (bounds[i - 1] ?? 0) && bound <= length,
  );
  if (!inOrder) {
    throw new ArgumentError('split', 'parts', `cuts in order within [0, ${length}]`, `[${String(parts)}]`);
  }
  return bounds.slice(1).map((end, i) => {
    const start = bounds[i]!;
    return slice(
      x,
      x.shape.map((_, other) => (other === at ? start : 0)),
      x.shape.map((dimension, other) => (other === at ? end - start : dimension)),
    );
  });
}

function equalParts(x: Tensor, count: number, axis: number): number[] {
  if (!Number.isInteger(count) || count < 1) throw new ArgumentError('split', 'parts', 'a whole number ≥ 1', count);
  const length = x.shape[axis]! / count;
  if (!Number.isInteger(length)) throw new ShapeError('split', [x.shape], `an axis ${axis} of ${count} equal parts`);
  return Array.from({ length: count + 1 }, (_, i) => i * length);
}
