/** Sine and cosine of angles in radians. */
import { checkTensor } from '../check/tensor.ts';
import { record, type Tensor } from '../tensor.ts';

function angle(op: 'sin' | 'cos', x: Tensor): Tensor {
  checkTensor(op, 'x', x);
  return record(op, {}, [x]);
}

/** sin x; NaN of ±Inf. gpu backends reduce angles up to 2²⁴ and give NaN beyond (docs/numbers.md). */
export const sin = (x: Tensor): Tensor => angle('sin', x);

/** cos x; the same. */
export const cos = (x: Tensor): Tensor => angle('cos', x);
