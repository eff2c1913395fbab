/** Tensors made from nothing: literal data, fills, positions and named inputs. */
import { arrayOf, type DType, dtypeOf, type TypedArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { normalizeAxis, type Shape, sizeOf } from '../shape.ts';
import { record, Tensor } from '../tensor.ts';

/** Numbers nested to any depth; all rows of a level have one length. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Where a function takes a tensor, a number stands for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/**
 * What an element of a tensor holds of a number: the nearest float32, or the number itself for i32.
 * @throws ArgumentError for a number that is no i32.
 */
function elementOf(where: string, argument: string, value: number, dtype: DType): number {
  if (dtype === 'f32') return Math.fround(value);
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
    throw new ArgumentError(where, argument, 'a whole number in [−2³¹, 2³¹ − 1], as the tensor is i32', value);
  }
  return value | 0;
}

/**
 * A tensor of literal values, copied.
 * @param values a typed array with `shape`, or nested numbers
 * @param shape defaults to the nesting, or to one axis for a typed array
 * @param dtype of nested numbers: 'f32' by default
 * @throws ShapeError if the values do not fill the shape or the nesting is ragged.
 * @throws ArgumentError for a number that is no whole number of 32 bits where the dtype is 'i32'.
 */
export function tensor(values: TypedArray | NestedNumbers, shape?: Shape, dtype: DType = 'f32'): Tensor<'data'> {
  if (values instanceof Float32Array || values instanceof Int32Array) {
    return fromArray(values.slice(), shape ?? [values.length]);
  }
  const flat: number[] = [];
  const nested = flatten(values, flat);
  const elements = arrayOf(dtype, flat.length);
  flat.forEach((value, at) => {
    elements[at] = elementOf('tensor', `element ${at}`, value, dtype);
  });
  return fromArray(elements, shape ?? nested);
}

function fromArray(values: TypedArray, shape: Shape): Tensor<'data'> {
  if (sizeOf(shape) !== values.length) throw new ShapeError('tensor', [shape], `a shape of ${values.length} elements`);
  return record('data', { values }, [], { shape: [...shape], dtype: dtypeOf(values) });
}

function flatten(values: NestedNumbers, into: number[]): number[] {
  if (typeof values === 'number') {
    into.push(values);
    return [];
  }
  const shapes = values.map((inner) => flatten(inner, into));
  const inner = shapes[0] ?? [];
  for (const other of shapes) {
    if (other.join() !== inner.join()) throw new ShapeError('tensor', [inner, other], 'rows of one length');
  }
  return [values.length, ...inner];
}

/**
 * A tensor with every element `value`, in f32 the nearest float32.
 * @throws ArgumentError for a value that is no whole number of 32 bits where the dtype is 'i32'.
 */
export function full(shape: Shape, value: number, dtype: DType = 'f32'): Tensor<'constant'> {
  return record('constant', { value: elementOf('full', 'value', value, dtype) }, [], { shape: [...shape], dtype });
}

/** A tensor of zeros. */
export const zeros = (shape: Shape, dtype: DType = 'f32'): Tensor<'constant'> => full(shape, 0, dtype);

/** A tensor of ones. */
export const ones = (shape: Shape, dtype: DType = 'f32'): Tensor<'constant'> => full(shape, 1, dtype);

/** Each element's position along `axis`, as i32. */
export function iota(shape: Shape, axis = -1): Tensor<'iota'> {
  return record('iota', { axis: normalizeAxis('iota', shape, axis) }, [], { shape: [...shape], dtype: 'i32' });
}

/** A value given from outside when a program is compiled. */
export function input(name: string, shape: Shape, dtype: DType = 'f32'): Tensor<'input'> {
  if (name === '') throw new ArgumentError('input', 'name', 'a non-empty string', '""');
  return record('input', { name }, [], { shape: [...shape], dtype });
}

/**
 * `value` as a tensor for the function `where`; a number becomes a scalar of `dtype`.
 * @throws ArgumentError for a number that is no whole number of 32 bits where the dtype is 'i32'.
 */
export function asTensor(where: string, value: TensorLike, dtype: DType): Tensor {
  if (value instanceof Tensor) return value;
  return record('constant', { value: elementOf(where, 'a number', value, dtype) }, [], { shape: [], dtype });
}
