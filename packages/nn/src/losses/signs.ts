/** Targets of the hinge losses: −1 and 1; 0 and 1 stand for them, as Keras has it. */
import { equal, mul, select, sub, sum, type Tensor } from '@inkgrad/tensor';

/** Where all targets of the batch are 0 or 1, 2y − 1, else the targets as they are. */
export function asSigns(targets: Tensor): Tensor {
  const others = sum(select(equal(mul(targets, sub(targets, 1)), 0), 0, 1));
  return select(equal(others, 0), sub(mul(targets, 2), 1), targets);
}
