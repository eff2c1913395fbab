/** Division rounded down, and what is left of it, as Python, NumPy and Keras have them: a = floorDivide(a, b) · b + mod(a, b). */
import { record, type Tensor } from '../tensor.ts';
import type { TensorLike } from './creation.ts';
import { abs, div, equal, mul, select, sub } from './elementwise.ts';
import { operandsOf } from './operands.ts';
import { round } from './rounding.ts';

/**
 * The largest whole number ≤ a / b. Of f32 it is the quotient without rounding, rounded down: 1 by 0.1 is 9, as float32 has
 * 0.1 a little above; ±∞ or NaN by 0. Of i32 it is 0 by 0, and the smallest i32 by −1 wraps around to itself.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.floor_divide.html
 * @example
 * await evaluate(floorDivide(tensor([7, -7]), 2)); // → [3, -4]
 */
export function floorDivide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operandsOf('floorDivide', { a, b }) as [Tensor, Tensor];
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
 * @example
 * await evaluate(mod(tensor([7, -7]), 3)); // → [1, 2]
 */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  return record('mod', {}, operandsOf('mod', { a, b }));
}
