/** Division rounded down, and what is left of it, as Python, NumPy and Keras have them: a = floorDivide(a, b) · b + mod(a, b). */
import { checkDType, checkTensorLike } from '../check/tensor.ts';
import { record, Tensor } from '../tensor.ts';
import { asTensor, type TensorLike } from './creation.ts';
import { abs, div, equal, mul, select, sub } from './elementwise.ts';
import { round } from './rounding.ts';

function operands(op: string, a: TensorLike, b: TensorLike): readonly [Tensor, Tensor] {
  checkTensorLike(op, 'a', a);
  checkTensorLike(op, 'b', b);
  const dtype = a instanceof Tensor ? a.dtype : b instanceof Tensor ? b.dtype : 'f32';
  const pair = [asTensor(op, 'a', a, dtype), asTensor(op, 'b', b, dtype)] as const;
  checkDType(op, 'b', pair[1], pair[0].dtype);
  return pair;
}

/**
 * The largest whole number ≤ a / b. Of f32 it is the quotient without rounding, rounded down: 1 by 0.1 is 9, as float32 has
 * 0.1 a little above; ±∞ or NaN by 0. Of i32 it is 0 by 0, and the smallest i32 by −1 wraps around to itself.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.floor_divide.html
 */
export function floorDivide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands('floorDivide', a, b);
  if (x.dtype === 'i32') return record('floorDivide', {}, [x, y]);
  const rest = mod(x, y);
  const ratio = div(x, y);
  // Beside an infinite divisor of the other sign, of which any number is more than −1.
  const quotient = select(equal(abs(rest), Infinity), -1, div(sub(x, rest), y));
  // A zero has the sign of the ratio, and by 0 there is nothing else.
  const signed = select(equal(quotient, 0), mul(ratio, 0), quotient);
  return round(select(equal(y, 0), ratio, signed));
}

/**
 * What is left of a beside a whole multiple of b: within [0, b), or (b, 0] for negative b; exact for f32, but for the one
 * rounding where signs differ. By 0 it is NaN for f32, 0 for i32.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.mod.html
 */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  return record('mod', {}, operands('mod', a, b));
}
