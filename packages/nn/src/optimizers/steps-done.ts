/** Optimizer steps that a number of batches makes, where several batches make one. */
import { add, cast, div, greaterEqual, less, mul, sub, type Tensor } from '@inkgrad/tensor';

/**
 * ⌊batches / every⌋ for batches ≥ 0 below 2²⁴, exactly: a quotient that a device rounds to its neighbour is put right.
 * @param batches i32 []
 */
export function stepsDone(batches: Tensor, every: number): Tensor {
  const near = cast(div(cast(batches, 'f32'), every), 'i32');
  const rest = sub(batches, mul(near, every));
  return sub(add(near, greaterEqual(rest, every)), less(rest, 0));
}
