/** Sums and means over each sample. */
import { reshape, type sum, type Tensor } from '@inkgrad/tensor';

/** Reduces all axes but the first: [batch, …] → [batch]. */
export function overSample(reduce: typeof sum, x: Tensor): Tensor {
  return reduce(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}
