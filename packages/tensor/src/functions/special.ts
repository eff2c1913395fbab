/** The error function, and exponential and logarithm without the digits that a 1 would cost them. */
import { checkTensor } from '../check/tensor.ts';
import { record, type Tensor } from '../tensor.ts';

function of(op: 'erf' | 'expm1' | 'log1p', x: Tensor): Tensor {
  checkTensor(op, 'x', x);
  return record(op, {}, [x]);
}

/**
 * 2/√π · ∫₀ˣ e^−t² dt, from −1 to 1. Source: https://dlmf.nist.gov/7.2
 * @example
 * await evaluate(erf(tensor([0, 0.5]))); // → [0, 0.5205]
 */
export const erf = (x: Tensor): Tensor => of('erf', x);

/**
 * eˣ − 1, exact near 0.
 * @example
 * await evaluate(expm1(tensor([0, 1]))); // → [0, 1.7183]
 */
export const expm1 = (x: Tensor): Tensor => of('expm1', x);

/**
 * ln(1 + x), exact near 0; −Inf of −1 and NaN below.
 * @example
 * await evaluate(log1p(tensor([0, 1]))); // → [0, 0.6931]
 */
export const log1p = (x: Tensor): Tensor => of('log1p', x);
