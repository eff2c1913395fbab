/** What layers set to 0 at random in training. */
import { dropoutMask, mul, type Shape, type Tensor } from '@inkgrad/tensor';
import type { LayerRandom } from '../define/define-layer.ts';

/**
 * A mask for dropout, 0 or 1 / (1 − rate); undefined where nothing is dropped.
 * @param use tells the masks of one call apart
 */
export function maskOf(shape: Shape, rate: number, training: LayerRandom | undefined, use = 0): Tensor | undefined {
  if (training === undefined || rate === 0) return undefined;
  return dropoutMask(shape, { rate, seed: training.seed, stream: training.stream(use), counter: training.counter });
}

/** x times its mask. @param shape of the mask, which broadcasts to x's */
export function dropped(x: Tensor, shape: Shape, rate: number, training: LayerRandom | undefined, use = 0): Tensor {
  const mask = maskOf(shape, rate, training, use);
  return mask === undefined ? x : mul(x, mask);
}
