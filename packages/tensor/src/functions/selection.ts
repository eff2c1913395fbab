/** Rows picked by index, and their counterpart that adds rows by index. */
import { flag, nonNegativeWhole } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { axesOf, oneAxisOf } from '../check/shape.ts';
import { checkDType, checkTensor } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { iota } from './creation.ts';
import { cast, equal, sub } from './elementwise.ts';
import { expandDims, reshape } from './view.ts';

/** The axis of `gather`, and what negative indices mean. */
export interface GatherOptions {
  /** The axis that the indices count along, negative from the back; 0 by default. */
  readonly axes?: number | readonly number[];
  /** Whether negative indices count from the end, −1 being the last; true by default. Else they are out of range. */
  readonly fromEnd?: boolean;
}

/**
 * Elements of `table` along one axis: [...before, rows, ...after], i32 [...indexShape] → [...before, ...indexShape,
 * ...after]. An index outside [−rows, rows) makes the run throw IndexRangeError. The gradient adds up what came from the same
 * place. Source: https://numpy.org/doc/stable/reference/generated/numpy.take.html
 * @throws ShapeError for a scalar or an axis that the table does not have; ArgumentError for several axes.
 * @example
 * const table = tensor([[1, 2], [3, 4], [5, 6]]);
 * await evaluate(gather(table, tensor([2, 0], [2], 'i32'))); // → [5, 6, 1, 2]
 */
export function gather(table: Tensor, indices: Tensor, options: GatherOptions = {}): Tensor {
  checkTensor('gather', 'table', table);
  checkIndices('gather', indices);
  checkKeys('gather', options, ['axes', 'fromEnd']);
  if (table.shape.length === 0) throw new ShapeError('gather', [table.shape], 'a table of rank 1 or more');
  const axis = oneAxisOf('gather', 'axes', options.axes ?? 0, table.shape);
  const fromEnd = flag('gather', 'fromEnd', options.fromEnd ?? true);
  const before = table.shape.slice(0, axis);
  const after = table.shape.slice(axis + 1);
  const picked = record('gather', { fromEnd }, [
    reshape(table, [...(axis === 0 ? [] : [sizeOf(before)]), table.shape[axis]!, sizeOf(after)]),
    reshape(indices, [sizeOf(indices.shape)]),
  ]);
  return reshape(picked, [...before, ...indices.shape, ...after]);
}

/**
 * Zeros [rows, length] with updates[i] added to row indices[i], in order: [count, length], i32 [count]. An index outside
 * [0, rows) makes the run throw IndexRangeError.
 * @example
 * const updates = tensor([[1, 2], [3, 4], [5, 6]]);
 * await evaluate(scatterAdd(updates, tensor([0, 1, 0], [3], 'i32'), 2)); // → [6, 8, 3, 4]
 */
export function scatterAdd(updates: Tensor, indices: Tensor, rows: number): Tensor {
  checkTensor('scatterAdd', 'updates', updates);
  checkIndices('scatterAdd', indices);
  nonNegativeWhole('scatterAdd', 'rows', rows);
  if (updates.shape.length !== 2) throw new ShapeError('scatterAdd', [updates.shape], 'updates [count, length]');
  return record('scatterAdd', { rows, fromEnd: false }, [updates, indices]);
}

/**
 * x with the order of its elements along the axes reversed; along all axes by default.
 * @example
 * await evaluate(flip(tensor([1, 2, 3]))); // → [3, 2, 1]
 */
export function flip(x: Tensor, options: { readonly axes?: number | readonly number[] } = {}): Tensor {
  checkTensor('flip', 'x', x);
  checkKeys('flip', options, ['axes']);
  const axes = axesOf('flip', 'axes', options.axes ?? x.shape.map((_, axis) => axis), x.shape);
  return axes.reduce((flipped, axis) => gather(flipped, sub(-1, iota([x.shape[axis]!])), { axes: axis }), x);
}

/** @throws ArgumentError, DTypeError unless `indices` is a tensor of i32. */
function checkIndices(where: string, indices: unknown): asserts indices is Tensor {
  checkTensor(where, 'indices', indices);
  checkDType(where, 'indices', indices, 'i32');
}

/**
 * 1 where the last axis is at the index, else 0: i32 [...shape] → f32 [...shape, classes]. An index outside [0, classes)
 * gives zeros only. Source: https://keras.io/api/ops/nn/#onehot-function
 * @example
 * await evaluate(oneHot(tensor([2, 0], [2], 'i32'), 3)); // → [0, 0, 1, 1, 0, 0]
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  checkIndices('oneHot', indices);
  nonNegativeWhole('oneHot', 'classes', classes);
  return cast(equal(iota([...indices.shape, classes]), expandDims(indices, -1)), 'f32');
}
