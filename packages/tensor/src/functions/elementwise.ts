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

/**
 * a + b
 * @example
 * await evaluate(add(tensor([[1, 2], [3, 4]]), tensor([10, 20]))); // → [11, 22, 13, 24]
 */
export const add = (a: TensorLike, b: TensorLike): Tensor => binary('add', a, b);
/**
 * a − b
 * @example
 * await evaluate(sub(tensor([5, 7]), 2)); // → [3, 5]
 */
export const sub = (a: TensorLike, b: TensorLike): Tensor => binary('sub', a, b);
/**
 * a · b, element by element
 * @example
 * await evaluate(mul(tensor([1, 2]), tensor([3, 4]))); // → [3, 8]
 */
export const mul = (a: TensorLike, b: TensorLike): Tensor => binary('mul', a, b);
/**
 * a / b, f32 only
 * @example
 * await evaluate(div(tensor([1, 2]), 4)); // → [0.25, 0.5]
 */
export const div = (a: TensorLike, b: TensorLike): Tensor => binary('div', a, b);
/**
 * The larger of a and b; where they are equal the gradient goes to a.
 * @example
 * await evaluate(maximum(tensor([1, 5]), 3)); // → [3, 5]
 */
export const maximum = (a: TensorLike, b: TensorLike): Tensor => binary('maximum', a, b);
/**
 * The smaller of a and b; where they are equal the gradient goes to a.
 * @example
 * await evaluate(minimum(tensor([1, 5]), 3)); // → [1, 3]
 */
export const minimum = (a: TensorLike, b: TensorLike): Tensor => binary('minimum', a, b);
/**
 * x kept within [low, high]: min(max(x, low), high). Where it is kept as it was, the bounds included, the gradient is that
 * of x.
 * @throws ArgumentError, also for numbers of which the first is larger; DTypeError; ShapeError if they do not broadcast.
 * @example
 * await evaluate(clamp(tensor([-1, 0.5, 2]), 0, 1)); // → [0, 0.5, 1]
 */
export function clamp(x: TensorLike, low: TensorLike, high: TensorLike): Tensor {
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    throw new ArgumentError('clamp', 'low', `at most high (${high})`, low);
  }
  const [value, least, most] = operandsOf('clamp', { x, low, high }) as [Tensor, Tensor, Tensor];
  return minimum(maximum(value, least), most);
}
/**
 * a = b as i32 0 or 1; false where either is NaN.
 * @example
 * await evaluate(equal(tensor([1, 2]), 2)); // → [0, 1]
 */
export const equal = (a: TensorLike, b: TensorLike): Tensor => binary('equal', a, b);
/**
 * a ≠ b as i32 0 or 1; true where either is NaN.
 * @example
 * await evaluate(notEqual(tensor([1, 2]), 2)); // → [1, 0]
 */
export const notEqual = (a: TensorLike, b: TensorLike): Tensor => binary('notEqual', a, b);
/**
 * a < b as i32 0 or 1
 * @example
 * await evaluate(less(tensor([1, 2, 3]), 2)); // → [1, 0, 0]
 */
export const less = (a: TensorLike, b: TensorLike): Tensor => binary('less', a, b);
/**
 * a ≤ b as i32 0 or 1
 * @example
 * await evaluate(lessEqual(tensor([1, 2, 3]), 2)); // → [1, 1, 0]
 */
export const lessEqual = (a: TensorLike, b: TensorLike): Tensor => binary('lessEqual', a, b);
/**
 * a > b as i32 0 or 1
 * @example
 * await evaluate(greater(tensor([1, 2, 3]), 2)); // → [0, 0, 1]
 */
export const greater = (a: TensorLike, b: TensorLike): Tensor => binary('greater', a, b);
/**
 * a ≥ b as i32 0 or 1
 * @example
 * await evaluate(greaterEqual(tensor([1, 2, 3]), 2)); // → [0, 1, 1]
 */
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor => binary('greaterEqual', a, b);

/**
 * a where condition (i32) is not 0, else b.
 * @example
 * const x = tensor([-1, 2]);
 * await evaluate(select(greater(x, 0), x, 0)); // → [0, 2]
 */
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

/**
 * −x
 * @example
 * await evaluate(neg(tensor([1, -2]))); // → [-1, 2]
 */
export const neg = (x: Tensor): Tensor => unary('neg', x);
/**
 * |x|
 * @example
 * await evaluate(abs(tensor([-2, 3]))); // → [2, 3]
 */
export const abs = (x: Tensor): Tensor => unary('abs', x);
/**
 * −1, 0 or 1; keeps ±0 and NaN as Math.sign does
 * @example
 * await evaluate(sign(tensor([-3, 5]))); // → [-1, 1]
 */
export const sign = (x: Tensor): Tensor => unary('sign', x);
/**
 * x²
 * @example
 * await evaluate(square(tensor([2, -3]))); // → [4, 9]
 */
export const square = (x: Tensor): Tensor => unary('square', x);
/**
 * √x
 * @example
 * await evaluate(sqrt(tensor([4, 9]))); // → [2, 3]
 */
export const sqrt = (x: Tensor): Tensor => unary('sqrt', x);
/**
 * eˣ
 * @example
 * await evaluate(exp(tensor([0, 1]))); // → [1, 2.7183]
 */
export const exp = (x: Tensor): Tensor => unary('exp', x);
/**
 * ln x
 * @example
 * await evaluate(log(tensor([1, Math.E]))); // → [0, 1]
 */
export const log = (x: Tensor): Tensor => unary('log', x);
/**
 * x as another element type; f32 → i32 truncates toward zero, saturating, NaN to 0.
 * @example
 * await evaluate(cast(tensor([1.9, -1.9]), 'i32')); // → [1, -1]
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  checkTensor('cast', 'x', x);
  return x.dtype === dtypeNamed('cast', dtype) ? x : record('cast', { dtype }, [x]);
}

/**
 * max(x, 0). Source: https://keras.io/api/layers/activations/#relu-function
 * @example
 * await evaluate(relu(tensor([-1, 2]))); // → [0, 2]
 */
export const relu = (x: Tensor): Tensor => unary('relu', x);
/**
 * x where x > 0, else alpha · x (default 0.2, as Keras's negative_slope).
 * @example
 * await evaluate(leakyRelu(tensor([-1, 2]), 0.1)); // → [-0.1, 2]
 */
export const leakyRelu = (x: Tensor, alpha = 0.2): Tensor => withAlpha('leakyRelu', x, alpha);
/**
 * x where x > 0, else alpha · (eˣ − 1). Source: https://arxiv.org/abs/1511.07289
 * @example
 * await evaluate(elu(tensor([-1, 2]))); // → [-0.6321, 2]
 */
export const elu = (x: Tensor, alpha = 1): Tensor => withAlpha('elu', x, alpha);
/**
 * ln(1 + eˣ), exact in both tails.
 * @example
 * await evaluate(softplus(tensor([0]))); // → [0.6931]
 */
export const softplus = (x: Tensor): Tensor => unary('softplus', x);
/**
 * 1 / (1 + e⁻ˣ)
 * @example
 * await evaluate(sigmoid(tensor([0, Math.log(3)]))); // → [0.5, 0.75]
 */
export const sigmoid = (x: Tensor): Tensor => unary('sigmoid', x);
/**
 * (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
 * @example
 * await evaluate(tanh(tensor([1]))); // → [0.7616]
 */
export const tanh = (x: Tensor): Tensor => unary('tanh', x);
