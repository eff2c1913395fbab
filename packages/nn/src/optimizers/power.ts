/** Powers of decay rates. */
import { cast, exp, mul, type Tensor } from '@inkgrad/tensor';

/** baseᵗ as exp(t · ln base), for a base in [0, 1) and t ≥ 1 in an i32 tensor. Relative error about t · 6e-8 · |ln base|. */
export function powerOf(base: number, t: Tensor): Tensor {
  const exponent = cast(t, 'f32');
  // 0ᵗ is 0: a logarithm of −1e30 gives it without −Infinity · 0.
  return exp(mul(exponent, base === 0 ? -1e30 : Math.log(base)));
}
