/**
 * Element-wise functions, broadcasting as NumPy does. A number stands for a tensor of the other operand's dtype; beside an
 * i32 it has to be a whole number of 32 bits. NaN propagates through all of them, through relu, maximum and
 * minimum as through Math.max. Approximation errors are stated by each backend.
 */
import { finite } from '../check/numbers.ts';
import { dtypeNamed } from '../check/shape.ts';
import { checkDType, checkTensor } from '../check/tensor.ts';
import type { DType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import type { OpAttributes, OpName } from '../op/op.ts';
import { record, type Tensor } from '../tensor.ts';
import type { TensorLike } from './creation.ts';
import { operandsOf } from './operands.ts';

type BinaryOp = {
  [K in OpName]: Record<never, never> extends OpAttributes[K] ? K : never;
}[OpName];

function binary(op: BinaryOp, a: TensorLike, b: TensorLike): Tensor {
  return record(op, {}, operandsOf(op, { a, b }));
}

/** a + b */
export const add = (a: TensorLike, b: TensorLike): Tensor => binary('add', a, b);
/** a − b */
export const sub = (a: TensorLike, b: TensorLike): Tensor => binary('sub', a, b);
/** a · b, element by element */
export const mul = (a: TensorLike, b: TensorLike): Tensor => binary('mul', a, b);
/** a / b, f32 only */
export const div = (a: TensorLike, b: TensorLike): Tensor => binary('div', a, b);
/** The larger of a and b; where they are equal the gradient goes to a. */
export const maximum = (a: TensorLike, b: TensorLike): Tensor => binary('maximum', a, b);
/** The smaller of a and b; where they are equal the gradient goes to a. */
export const minimum = (a: TensorLike, b: TensorLike): Tensor => binary('minimum', a, b);
/**
 * x kept within [low, high]: min(max(x, low), high). Where it is kept as it was, the bounds included, the gradient is that
 * of x.
 * @throws ArgumentError, also for numbers of which the first is larger; DTypeError; ShapeError if they do not broadcast.
 */
export function clamp(x: TensorLike, low: TensorLike, high: TensorLike): Tensor {
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    throw new ArgumentError('clamp', 'low', `at most high (${high})`, low);
  }
  const [value, least, most] = operandsOf('clamp', { x, low, high }) as [Tensor, Tensor, Tensor];
  return minimum(maximum(value, least), most);
}
/** a = b as i32 0 or 1; false where either is NaN. */
export const equal = (a: TensorLike, b: TensorLike): Tensor => binary('equal', a, b);
/** a ≠ b as i32 0 or 1; true where either is NaN. */
export const notEqual = (a: TensorLike, b: TensorLike): Tensor => binary('notEqual', a, b);
/** a < b as i32 0 or 1 */
export const less = (a: TensorLike, b: TensorLike): Tensor => binary('less', a, b);
/** a ≤ b as i32 0 or 1 */
export const lessEqual = (a: TensorLike, b: TensorLike): Tensor => binary('lessEqual', a, b);
/** a > b as i32 0 or 1 */
export const greater = (a: TensorLike, b: TensorLike): Tensor => binary('greater', a, b);
/** a ≥ b as i32 0 or 1 */
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor => binary('greaterEqual', a, b);

/** a where condition (i32) is not 0, else b. */
export function select(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  checkTensor('select', 'condition', condition);
  checkDType('select', 'condition', condition, 'i32');
  return record('select', {}, [condition, ...operandsOf('select', { a, b })]);
}

/** The ops of one input without settings. */
type UnaryOp = 'neg' | 'abs' | 'sign' | 'square' | 'sqrt' | 'exp' | 'log' | 'relu' | 'softplus' | 'sigmoid' | 'tanh';

function unary(op: UnaryOp, x: Tensor): Tensor {
  checkTensor(op, 'x', x);
  return record(op, {}, [x]);
}

function withAlpha(op: 'leakyRelu' | 'elu', x: Tensor, alpha: number): Tensor {
  checkTensor(op, 'x', x);
  return record(op, { alpha: finite(op, 'alpha', alpha) }, [x]);
}

/** −x */
export const neg = (x: Tensor): Tensor => unary('neg', x);
/** |x| */
export const abs = (x: Tensor): Tensor => unary('abs', x);
/** −1, 0 or 1; keeps ±0 and NaN as Math.sign does */
export const sign = (x: Tensor): Tensor => unary('sign', x);
/** x² */
export const square = (x: Tensor): Tensor => unary('square', x);
/** √x */
export const sqrt = (x: Tensor): Tensor => unary('sqrt', x);
/** eˣ */
export const exp = (x: Tensor): Tensor => unary('exp', x);
/** ln x */
export const log = (x: Tensor): Tensor => unary('log', x);
/** x as another element type; f32 → i32 truncates toward zero, saturating, NaN to 0. */
export function cast(x: Tensor, dtype: DType): Tensor {
  checkTensor('cast', 'x', x);
  return x.dtype === dtypeNamed('cast', dtype) ? x : record('cast', { dtype }, [x]);
}

/** max(x, 0). Source: https://keras.io/api/layers/activations/#relu-function */
export const relu = (x: Tensor): Tensor => unary('relu', x);
/** x where x > 0, else alpha · x (default 0.2, as Keras's negative_slope). */
export const leakyRelu = (x: Tensor, alpha = 0.2): Tensor => withAlpha('leakyRelu', x, alpha);
/** x where x > 0, else alpha · (eˣ − 1). Source: https://arxiv.org/abs/1511.07289 */
export const elu = (x: Tensor, alpha = 1): Tensor => withAlpha('elu', x, alpha);
/** ln(1 + eˣ), exact in both tails. */
export const softplus = (x: Tensor): Tensor => unary('softplus', x);
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = (x: Tensor): Tensor => unary('sigmoid', x);
/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) */
export const tanh = (x: Tensor): Tensor => unary('tanh', x);
