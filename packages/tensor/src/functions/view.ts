/** The same elements under another shape. Views cost nothing where an element-wise function reads them. */
import { axesOf, axisList, axisOf, listOfNumbers, shapeOf } from '../check/shape.ts';
import { checkTensor, checkTensors } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { checkOneDType } from './operands.ts';

/**
 * Same elements in row-major order under `shape`; one dimension may be −1, worked out from the rest.
 * @throws ArgumentError; ShapeError for a shape of another number of elements.
 * @example
 * reshape(tensor([1, 2, 3, 4, 5, 6]), [2, 3]).shape; // → [2, 3]
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensor('reshape', 'x', x);
  const wanted = listOfNumbers('reshape', 'shape', shape, 'a list of dimensions');
  const unknown = wanted.indexOf(-1);
  if (unknown < 0) return record('reshape', { shape: wanted }, [x]);
  const known = sizeOf(wanted.filter((_, axis) => axis !== unknown));
  const dimension = known <= 0 ? Number.NaN : sizeOf(x.shape) / known;
  if (!Number.isInteger(dimension)) {
    throw new ShapeError('reshape', [x.shape, wanted], 'a shape with as many elements, −1 at most once');
  }
  wanted[unknown] = dimension;
  return record('reshape', { shape: wanted }, [x]);
}

/**
 * Axes in the order of `permutation`; reversed by default. Negative axes count from the back.
 * @throws ArgumentError; ShapeError unless each axis of x is named once.
 * @example
 * await evaluate(transpose(tensor([[1, 2], [3, 4]]))); // → [1, 3, 2, 4]
 * transpose(ones([2, 3, 4]), [2, 0, 1]).shape; // → [4, 2, 3]
 */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  checkTensor('transpose', 'x', x);
  const rank = x.shape.length;
  const reversed = [...x.shape.keys()].reverse();
  const listed =
    permutation === undefined ? reversed : listOfNumbers('transpose', 'permutation', permutation, 'a list of axes');
  const order = listed.map((axis) => (axis < 0 ? axis + rank : axis));
  if (order.length !== rank || x.shape.some((_, axis) => !order.includes(axis))) {
    throw new ShapeError('transpose', [x.shape], `a permutation of its axes, not (${listed.join(', ')})`);
  }
  // Nothing to do leaves no trace.
  return order.every((axis, at) => axis === at) ? x : record('transpose', { permutation: order }, [x]);
}

/** The order of `rank` axes that puts `last` behind the others, and the one that undoes it. */
export function axesLast(rank: number, last: readonly number[]): { order: number[]; back: number[] } {
  const all = Array.from({ length: rank }, (_, axis) => axis);
  const order = [...all.filter((axis) => !last.includes(axis)), ...last];
  return { order, back: all.map((axis) => order.indexOf(axis)) };
}

/**
 * The block of `size` elements per axis that begins at `start`. Axes that `start` leaves out are taken whole.
 * @param start first element of each axis; a negative one counts from the end
 * @param size elements of each axis; −1, or none given, reaches to the end
 * @throws ArgumentError; ShapeError if the block does not lie inside x.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * await evaluate(slice(x, [0, 1], [2, 2])); // → [2, 3, 5, 6]
 * await evaluate(slice(x, [-1, 0])); // → [4, 5, 6]
 */
export function slice(x: Tensor, start: readonly number[], size: readonly number[] = []): Tensor {
  checkTensor('slice', 'x', x);
  const starts = listOfNumbers('slice', 'start', start, 'a list of positions');
  const sizes = listOfNumbers('slice', 'size', size, 'a list of lengths');
  const begin = x.shape.map((dimension, axis) => {
    const at = starts[axis] ?? 0;
    return at < 0 ? at + dimension : at;
  });
  const whole = x.shape.map((dimension, axis) => {
    const length = sizes[axis] ?? -1;
    return length === -1 ? dimension - begin[axis]! : length;
  });
  const isInside = (dimension: number, axis: number): boolean =>
    Number.isInteger(begin[axis]) &&
    Number.isInteger(whole[axis]) &&
    begin[axis]! >= 0 &&
    whole[axis]! >= 0 &&
    begin[axis]! + whole[axis]! <= dimension;
  if (starts.length > x.shape.length || sizes.length > x.shape.length || !x.shape.every(isInside)) {
    const block = `start (${starts.join(', ')}) and size (${sizes.length === 0 ? 'to the end' : sizes.join(', ')})`;
    throw new ShapeError('slice', [x.shape], `${block} inside it`);
  }
  return record('slice', { start: begin, size: whole }, [x]);
}

/**
 * x repeated along new axes and axes of length 1 until it has `shape`.
 * @throws ArgumentError, ShapeError
 * @example
 * await evaluate(broadcastTo(tensor([1, 2]), [2, 2])); // → [1, 2, 1, 2]
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensor('broadcastTo', 'x', x);
  return record('broadcast', { shape: shapeOf('broadcastTo', 'shape', shape) }, [x]);
}

/**
 * New axes of length 1.
 * @param axes where they are in the result: one or several, negative from the back
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.expand_dims.html
 * @throws ArgumentError; ShapeError for an axis outside the result.
 * @example
 * expandDims(tensor([1, 2]), 0).shape; // → [1, 2]
 */
export function expandDims(x: Tensor, axes: number | readonly number[]): Tensor {
  checkTensor('expandDims', 'x', x);
  const listed = axisList('expandDims', 'axes', axes);
  const chosen = axesOf('expandDims', 'axes', listed, [...x.shape, ...listed.map(() => 1)]);
  const shape = [...x.shape];
  for (const axis of chosen) shape.splice(axis, 0, 1);
  return reshape(x, shape);
}

/**
 * x without axes of length 1.
 * @param axes one or several, negative from the back; every axis of length 1 by default
 * @throws ArgumentError; ShapeError for an axis of another length.
 * @example
 * squeeze(ones([1, 3, 1])).shape; // → [3]
 * squeeze(ones([1, 3, 1]), 0).shape; // → [3, 1]
 */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  checkTensor('squeeze', 'x', x);
  const isOne = (axis: number): boolean => x.shape[axis] === 1;
  const chosen = axes === undefined ? [...x.shape.keys()].filter(isOne) : axesOf('squeeze', 'axes', axes, x.shape);
  const long = chosen.find((axis) => !isOne(axis));
  if (long !== undefined) throw new ShapeError('squeeze', [x.shape], `length 1 at axis ${long}`);
  return reshape(
    x,
    x.shape.filter((_, axis) => !chosen.includes(axis)),
  );
}

/**
 * Tensors side by side along `axis` (the first by default; negative from the back).
 * @throws ArgumentError, DTypeError; ShapeError unless their other dimensions agree.
 * @example
 * await evaluate(concat([tensor([[1], [2]]), tensor([[3], [4]])], 1)); // → [1, 3, 2, 4]
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  checkTensors('concat', 'tensors', tensors);
  const [first] = tensors;
  if (first === undefined) throw new ShapeError('concat', [], 'at least one tensor');
  checkOneDType('concat', tensors);
  return record('concat', { axis: axisOf('concat', 'axis', axis, first.shape) }, [...tensors]);
}
