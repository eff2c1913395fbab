/** Powers and the reciprocal of a root. */
import { checkDType, checkTensor, checkTensorLike } from '../check/tensor.ts';
import { ArgumentError } from '../errors.ts';
import { record, Tensor } from '../tensor.ts';
import { asTensor, type TensorLike } from './creation.ts';
import { div, mul, sqrt, square } from './elementwise.ts';

/**
 * xʸ, element by element; either may be a number. The special cases are those of C and NumPy: x⁰ and 1ʸ are 1 even where the
 * other is NaN, and a negative x has powers at whole y only, else NaN. Of i32 the result wraps around; a negative exponent
 * gives 1/xⁿ truncated toward zero, and 0 for x = 0. The gradient by y is 0 where x ≤ 0, as in TensorFlow.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.power.html
 * @throws ArgumentError for a negative number as exponent of an i32, which NumPy refuses as well.
 * @example
 * await evaluate(pow(tensor([2, 3]), 3)); // → [8, 27]
 */
export function pow(x: TensorLike, y: TensorLike): Tensor {
  checkTensorLike('pow', 'x', x);
  checkTensorLike('pow', 'y', y);
  const dtype = x instanceof Tensor ? x.dtype : y instanceof Tensor ? y.dtype : 'f32';
  if (typeof y === 'number' && dtype === 'i32' && y < 0) {
    throw new ArgumentError('pow', 'y', 'at least 0 as the exponent of an i32 (cast x to f32)', y);
  }
  if (x instanceof Tensor) {
    if (y === 1) return x;
    if (y === 2) return square(x);
    if (y === 3) return mul(square(x), x);
  }
  return record('pow', {}, [asTensor('pow', 'x', x, dtype), asTensor('pow', 'y', y, dtype)]);
}

/**
 * 1/√x, f32 only
 * @example
 * await evaluate(rsqrt(tensor([4]))); // → [0.5]
 */
export function rsqrt(x: Tensor): Tensor {
  checkTensor('rsqrt', 'x', x);
  checkDType('rsqrt', 'x', x, 'f32');
  return div(1, sqrt(x));
}
