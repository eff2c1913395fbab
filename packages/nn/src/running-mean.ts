/** The running means that optimizers and batch normalization keep. */
import { add, mul, type Tensor } from '@inkgrad/tensor';

/** before · decay + value · (1 − decay) */
export function runningMean(before: Tensor, value: Tensor, decay: number): Tensor {
  return add(mul(before, decay), mul(value, 1 - decay));
}
