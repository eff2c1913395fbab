/**
 * Normally distributed random numbers of training, from the same seeded streams as dropout's masks. Masks of rate ½ are random
 * bits; their weighted sums are exact in float32 whatever their order, so that uniform numbers are the same bits on every backend
 * and on any number of threads. Two of them make two normal ones.
 * Source: https://en.wikipedia.org/wiki/Box–Muller_transform
 */
import {
  add,
  concat,
  cos,
  dropoutMask,
  log,
  mul,
  reshape,
  type Shape,
  sin,
  sizeOf,
  slice,
  sqrt,
  sum,
  type Tensor,
  tensor,
} from '@inkgrad/tensor';
import type { LayerRandom } from '../define/define-layer.ts';

/** Of the radius: with as many no number is beyond 5.8 deviations, which one of a hundred million would be. */
const radiusBits = 23;
const angleBits = 16;

/** Numbers of mean 0 and deviation 1, of this shape; new ones in every step. */
export function normalNoise(shape: Shape, training: LayerRandom): Tensor {
  const count = sizeOf(shape);
  const pairs = Math.ceil(count / 2);
  const radius = sqrt(mul(log(uniformNoise(pairs, radiusBits, training, 0)), -2));
  const angle = mul(uniformNoise(pairs, angleBits, training, 1), 2 * Math.PI);
  const numbers = concat([mul(radius, cos(angle)), mul(radius, sin(angle))]);
  return reshape(slice(numbers, [0], [count]), shape);
}

/** [count] numbers in (0, 1), the middles of 2^bits equal parts. @param use tells the numbers of one call apart */
export function uniformNoise(count: number, bits: number, { seed, stream, counter }: LayerRandom, use: number): Tensor {
  const masks = dropoutMask([bits, count], { rate: 0.5, seed, stream: stream(use), counter });
  // A bit that is set is 2 in its mask.
  const weights = Array.from({ length: bits }, (_, bit) => [2 ** -(bit + 2)]);
  return add(sum(mul(masks, tensor(weights)), { axes: 0 }), 2 ** -(bits + 1));
}
