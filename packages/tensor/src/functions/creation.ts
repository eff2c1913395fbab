/** Tensors made from nothing: literal data, fills, positions and named inputs. */
import { type DType, dtypeOf, type TypedArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { normalizeAxis, type Shape, sizeOf } from '../shape.ts';
import { record, Tensor } from '../tensor.ts';

/** Numbers nested to any depth; all rows of a level have one length. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Where a function takes a tensor, a number stands for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/**
 * A tensor of literal values, copied.
 * @param values a typed array with `shape`, or nested numbers
 * @param shape defaults to the nesting, or to one axis for a typed array
 * @param dtype of nested numbers: 'f32' by default
 * @throws ShapeError if the values do not fill the shape or the nesting is ragged.
 */
export function tensor(values: TypedArray | NestedNumbers, shape?: Shape, dtype: DType = 'f32'): Tensor<'data'> {
  if (values instanceof Float32Array || values instanceof Int32Array) {
    return fromArray(values.slice(), shape ?? [values.length]);
  }
  const flat: number[] = [];
  const nested = flatten(values, flat);
  return fromArray(dtype === 'f32' ? Float32Array.from(flat) : Int32Array.from(flat), shape ?? nested);
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

/** A tensor with every element `value`. */
export function full(shape: Shape, value: number, dtype: DType = 'f32'): Tensor<'constant'> {
  return record('constant', { value }, [], { shape: [...shape], dtype });
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

/** `value` as a tensor; a number becomes a scalar of `dtype`. */
export function asTensor(value: TensorLike, dtype: DType = 'f32'): Tensor {
  return value instanceof Tensor ? value : full([], value, dtype);
}
