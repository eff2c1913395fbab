/** Sums and means over each sample. */
import { mean, reshape, type sum, type Tensor } from '@inkgrad/tensor';

/** Reduces all axes but the first: [batch, …] → [batch]. */
export function overSample(reduce: typeof sum, x: Tensor): Tensor {
  return reduce(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}

/** Mean over all axes but the first; numbers that are one a sample stay as they are. */
export function meanOverSample(x: Tensor): Tensor {
  return x.shape.length === 1 ? x : overSample(mean, x);
}
