/** Tensors made from nothing: literal data, fills, positions and named inputs. */
import { checkNumber, nonEmptyText } from '../check/numbers.ts';
import { axisOf, dtypeNamed, shapeOf } from '../check/shape.ts';
import { checkTensorLike } from '../check/tensor.ts';
import type { DType } from '../dtype.ts';
import { elementOf, hostValues, type NestedNumbers, type NumberArray } from '../host-values.ts';
import type { Shape } from '../shape.ts';
import { record, Tensor } from '../tensor.ts';

/** Where a function takes a tensor, a number stands for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/**
 * A tensor of literal values, copied.
 * @param values a number, nested lists of numbers, or a typed array of numbers: of any kind but 64-bit integers
 * @param shape defaults to the nesting, or to one axis for a typed array
 * @param dtype 'f32' by default, and each value is rounded to the nearest float32; 'i32' by default for a typed array
 * of whole numbers (Int32Array, Uint8Array, …)
 * @throws ShapeError if the values do not fill the shape or the nesting is ragged.
 * @throws ArgumentError for what is no number, or no whole number of 32 bits where the dtype is 'i32'.
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape; // → [2, 3]
 * tensor(Float32Array.of(1, 2, 3, 4), [2, 2]).shape; // → [2, 2]
 * tensor(Uint8Array.of(1, 2)).dtype; // → 'i32'
 */
export function tensor(values: NestedNumbers | NumberArray, shape?: Shape, dtype?: DType): Tensor<'data'> {
  const host = hostValues('tensor', 'values', values, shape, dtype);
  const type = host.values instanceof Float32Array ? 'f32' : 'i32';
  return record('data', { values: host.values }, [], { shape: host.shape, dtype: type });
}

/** `full` for the function `where`. */
export function filled(where: string, shape: Shape, value: number, dtype: DType): Tensor<'constant'> {
  const given = { shape: shapeOf(where, 'shape', shape), dtype: dtypeNamed(where, dtype) };
  checkNumber(where, 'value', value);
  return record('constant', { value: elementOf(where, 'value', value, dtype) }, [], given);
}

/**
 * A tensor with every element `value`, in f32 the nearest float32.
 * @throws ShapeError for dimensions that are negative or not whole.
 * @throws ArgumentError for a value that is no whole number of 32 bits where the dtype is 'i32'.
 * @example
 * await evaluate(full([2, 2], 0.5)); // → [0.5, 0.5, 0.5, 0.5]
 */
export const full = (shape: Shape, value: number, dtype: DType = 'f32'): Tensor<'constant'> =>
  filled('full', shape, value, dtype);

/**
 * A tensor of zeros.
 * @example
 * await evaluate(zeros([2], 'i32')); // → [0, 0]
 */
export const zeros = (shape: Shape, dtype: DType = 'f32'): Tensor<'constant'> => filled('zeros', shape, 0, dtype);

/**
 * A tensor of ones.
 * @example
 * await evaluate(ones([3])); // → [1, 1, 1]
 */
export const ones = (shape: Shape, dtype: DType = 'f32'): Tensor<'constant'> => filled('ones', shape, 1, dtype);

/**
 * Each element's position along `axis` (the last by default; negative from the back), as i32.
 * @example
 * await evaluate(iota([2, 3])); // → [0, 1, 2, 0, 1, 2]
 * await evaluate(iota([2, 3], 0)); // → [0, 0, 0, 1, 1, 1]
 */
export function iota(shape: Shape, axis = -1): Tensor<'iota'> {
  const own = shapeOf('iota', 'shape', shape);
  return record('iota', { axis: axisOf('iota', 'axis', axis, own) }, [], { shape: own, dtype: 'i32' });
}

/**
 * A value given from outside: by a buffer bound to its name when a program is compiled, or by `evaluate`.
 * @example
 * const x = input('x', [2]);
 * await evaluate(sum(x), { values: { x: [3, 4] } }); // → [7]
 */
export function input(name: string, shape: Shape, dtype: DType = 'f32'): Tensor<'input'> {
  const given = { shape: shapeOf('input', 'shape', shape), dtype: dtypeNamed('input', dtype) };
  return record('input', { name: nonEmptyText('input', 'name', name) }, [], given);
}

/**
 * `value` as a tensor for the function `where`; a number becomes a scalar of `dtype`.
 * @throws ArgumentError for what is neither, and for a number that is no whole number of 32 bits where the dtype is 'i32'.
 */
export function asTensor(where: string, argument: string, value: TensorLike, dtype: DType): Tensor {
  checkTensorLike(where, argument, value);
  if (value instanceof Tensor) return value;
  return record('constant', { value: elementOf(where, argument, value, dtype) }, [], { shape: [], dtype });
}
