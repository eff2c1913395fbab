/** Whole numbers near a number, as f32. An i32 is its own; none of these has a gradient, as they are flat between jumps. */
import { checkTensor } from '../check/tensor.ts';
import { record, type Tensor } from '../tensor.ts';
import { neg } from './elementwise.ts';

/**
 * The largest whole number ≤ x.
 * @example
 * await evaluate(floor(tensor([1.2, -1.2]))); // → [1, -2]
 */
export function floor(x: Tensor): Tensor {
  checkTensor('floor', 'x', x);
  return x.dtype === 'i32' ? x : record('floor', {}, [x]);
}

/**
 * The smallest whole number ≥ x; −0 of what lies between −1 and 0.
 * @example
 * await evaluate(ceil(tensor([1.2, 1.8]))); // → [2, 2]
 */
export function ceil(x: Tensor): Tensor {
  checkTensor('ceil', 'x', x);
  return x.dtype === 'i32' ? x : neg(floor(neg(x)));
}

/**
 * The whole number nearest to x; of two as near, the even one: 0.5 → 0, 1.5 → 2, 2.5 → 2, −0.5 → −0.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.round.html, as Keras rounds
 * @example
 * await evaluate(round(tensor([0.5, 1.5, 1.7]))); // → [0, 2, 2]
 */
export function round(x: Tensor): Tensor {
  checkTensor('round', 'x', x);
  return x.dtype === 'i32' ? x : record('round', {}, [x]);
}
