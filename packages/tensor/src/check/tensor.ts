/** Checks of tensors and variables as arguments. What comes instead is often nearly right, so the message says how to go on. */
import type { DType } from '../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { Tensor, Variable } from '../tensor.ts';
import { describe, graphMarker } from './describe.ts';
import { check } from './numbers.ts';

/** What was received, and how to make of it what was expected. */
function received(value: unknown): string {
  const text = describe(value);
  if (value instanceof Variable) return `${text} (its value is .tensor)`;
  if (typeof value === 'object' && value !== null && graphMarker in value && !(value instanceof Tensor)) {
    return `${text} of another copy of @inkgrad/tensor (install one)`;
  }
  const isData = typeof value === 'number' || Array.isArray(value) || ArrayBuffer.isView(value);
  return isData ? `${text} (tensor(…) makes one of it)` : text;
}

/** @throws ArgumentError unless `value` is a tensor of this copy of the package. */
export function checkTensor(where: string, argument: string, value: unknown): asserts value is Tensor {
  if (!(value instanceof Tensor)) throw new ArgumentError(where, argument, 'a tensor', received(value));
}

/** @throws ArgumentError unless `value` is a tensor or a number, NaN and ±Infinity included. */
export function checkTensorLike(where: string, argument: string, value: unknown): asserts value is Tensor | number {
  if (typeof value === 'number' || value instanceof Tensor) return;
  throw new ArgumentError(where, argument, 'a tensor or a number', received(value));
}

/** @throws ArgumentError unless `value` is a list of tensors without holes. */
export function checkTensors(where: string, argument: string, value: unknown): asserts value is readonly Tensor[] {
  const isOne = value instanceof Tensor ? ' (put it in brackets: [x])' : '';
  if (!Array.isArray(value))
    throw new ArgumentError(where, argument, 'a list of tensors', `${describe(value)}${isOne}`);
  for (let at = 0; at < value.length; at++) checkTensor(where, `${argument}[${at}]`, value[at]);
}

/** @throws ArgumentError unless `value` is a variable. */
export function checkVariable(where: string, argument: string, value: unknown): asserts value is Variable {
  check(where, argument, value, 'a Variable', value instanceof Variable);
}

/** @throws DTypeError unless `x` has the element type. */
export function checkDType(where: string, argument: string, x: Tensor, dtype: DType): void {
  if (x.dtype !== dtype) throw new DTypeError(where, `${argument} of ${dtype} (cast it)`, x.dtype);
}

/** @throws ArgumentError or DTypeError unless all arguments are tensors of f32. */
export function checkFloats(where: string, operands: Readonly<Record<string, Tensor>>): void {
  for (const [name, operand] of Object.entries(operands)) {
    checkTensor(where, name, operand);
    checkDType(where, name, operand, 'f32');
  }
}

/** @throws ArgumentError, DTypeError or ShapeError unless `value` is a tensor [] of the element type. */
export function checkScalar(where: string, argument: string, value: unknown, dtype: DType): asserts value is Tensor {
  checkTensor(where, argument, value);
  checkDType(where, argument, value, dtype);
  if (value.shape.length > 0) throw new ShapeError(where, [value.shape], `${argument} as a scalar []`);
}
