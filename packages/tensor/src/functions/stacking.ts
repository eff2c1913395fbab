/** Tensors put together along a new axis, and one cut into parts. Both are made of concat and slices. */
import { describe } from '../check/describe.ts';
import { check, positiveWhole } from '../check/numbers.ts';
import { axisOf, listOfNumbers } from '../check/shape.ts';
import { checkTensor, checkTensors } from '../check/tensor.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { shapesEqual } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { checkOneDType } from './operands.ts';
import { concat, expandDims, slice } from './view.ts';

/**
 * Tensors of one shape along a new axis before `axis` (default 0): n of [...shape] → [n, ...shape].
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.stack.html
 * @throws ArgumentError, DTypeError; ShapeError if there is none or their shapes differ.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4]), tensor([5, 6])]).shape; // → [3, 2]
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  checkTensors('stack', 'tensors', tensors);
  const [first, ...rest] = tensors;
  if (first === undefined) throw new ShapeError('stack', [], 'at least one tensor');
  const other = rest.find(({ shape }) => !shapesEqual(shape, first.shape));
  if (other !== undefined) throw new ShapeError('stack', [first.shape, other.shape], 'tensors of one shape');
  checkOneDType('stack', tensors);
  const at = axisOf('stack', 'axis', axis, [...first.shape, 1]);
  return concat(
    tensors.map((x) => expandDims(x, at)),
    at,
  );
}

/** An axis of nothing has any number of parts; who asks for more than this has something else in mind. */
const mostParts = 2 ** 20;

/**
 * x cut along `axis` (default 0).
 * @param parts the number of equal parts, or the positions of the cuts: [2, 5] gives [0, 2), [2, 5) and [5, end)
 * @throws ShapeError if the axis does not divide into so many equal parts.
 * @throws ArgumentError for cuts that are not in order within the axis.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.split.html
 * @example
 * const [first, rest] = split(tensor([1, 2, 3, 4]), [1]);
 * await evaluate([first, rest]); // → [[1], [2, 3, 4]]
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  checkTensor('split', 'x', x);
  const at = axisOf('split', 'axis', axis, x.shape);
  const length = x.shape[at]!;
  const expected = 'a whole number or a list of positions';
  const cuts = (): number[] => [0, ...listOfNumbers('split', 'parts', parts, expected), length];
  const bounds = typeof parts === 'number' ? equalParts(x, parts, at) : cuts();
  const inOrder = bounds.every(
    (bound, i) => Number.isInteger(bound) && bound >= (bounds[i - 1] ?? 0) && bound <= length,
  );
  if (!inOrder) {
    throw new ArgumentError('split', 'parts', `cuts in order within [0, ${length}]`, describe(parts));
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
  check('split', 'parts', count, `at most ${mostParts}`, positiveWhole('split', 'parts', count) <= mostParts);
  const length = x.shape[axis]! / count;
  if (!Number.isInteger(length)) throw new ShapeError('split', [x.shape], `an axis ${axis} of ${count} equal parts`);
  return Array.from({ length: count + 1 }, (_, i) => i * length);
}
