/** Sine and cosine of angles in radians. */
import { checkTensor } from '../check/tensor.ts';
import { record, type Tensor } from '../tensor.ts';

function angle(op: 'sin' | 'cos', x: Tensor): Tensor {
  checkTensor(op, 'x', x);
  return record(op, {}, [x]);
}

/**
 * sin x; NaN of ±Inf. gpu backends reduce angles up to 2²⁴ and give NaN beyond (docs/numbers.md).
 * @example
 * await evaluate(sin(tensor([0, Math.PI / 2]))); // → [0, 1]
 */
export const sin = (x: Tensor): Tensor => angle('sin', x);

/**
 * cos x; the same.
 * @example
 * await evaluate(cos(tensor([0, Math.PI]))); // → [1, -1]
 */
export const cos = (x: Tensor): Tensor => angle('cos', x);
