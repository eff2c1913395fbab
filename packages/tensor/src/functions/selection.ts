/** Rows picked by index, and their counterpart that adds rows by index. */
import { nonNegativeWhole } from '../check/numbers.ts';
import { checkDType, checkTensor } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { iota } from './creation.ts';
import { cast, equal } from './elementwise.ts';
import { expandDims, reshape } from './view.ts';

/**
 * Elements of `table` along its first axis: [rows, ...rest], i32 [...indexShape] → [...indexShape, ...rest].
 * An index outside [0, rows) makes the run throw IndexRangeError.
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  checkTensor('gather', 'table', table);
  checkIndices('gather', indices);
  const [rows, ...rest] = table.shape;
  if (rows === undefined) throw new ShapeError('gather', [table.shape], 'a table of rank 1 or more');
  const picked = record('gather', {}, [
    reshape(table, [rows, sizeOf(rest)]),
    reshape(indices, [sizeOf(indices.shape)]),
  ]);
  return reshape(picked, [...indices.shape, ...rest]);
}

/** Zeros [rows, length] with updates[i] added to row indices[i], in order: [count, length], i32 [count]. */
export function scatterAdd(updates: Tensor, indices: Tensor, rows: number): Tensor {
  checkTensor('scatterAdd', 'updates', updates);
  checkIndices('scatterAdd', indices);
  return record('scatterAdd', { rows: nonNegativeWhole('scatterAdd', 'rows', rows) }, [updates, indices]);
}

/** @throws ArgumentError, DTypeError unless `indices` is a tensor of i32. */
function checkIndices(where: string, indices: unknown): asserts indices is Tensor {
  checkTensor(where, 'indices', indices);
  checkDType(where, 'indices', indices, 'i32');
}

/**
 * 1 where the last axis is at the index, else 0: i32 [...shape] → f32 [...shape, classes]. An index outside [0, classes)
 * gives zeros only. Source: https://keras.io/api/ops/nn/#onehot-function
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  checkIndices('oneHot', indices);
  nonNegativeWhole('oneHot', 'classes', classes);
  return cast(equal(iota([...indices.shape, classes]), expandDims(indices, -1)), 'f32');
}
