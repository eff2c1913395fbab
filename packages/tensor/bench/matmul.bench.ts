/** Matrix products: the shapes of v1's training step and evaluation, and square ones. */
import { input } from '../src/functions/creation.ts';
import { matmul } from '../src/functions/matmul.ts';
import { summed } from '../src/testing/tolerance.ts';
import { benchmark, given, type Subject } from './harness.ts';

function product(
  label: string,
  m: number,
  k: number,
  n: number,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Subject {
  const a = input('a', options.transposeA ? [k, m] : [m, k]);
  const b = input('b', options.transposeB ? [n, k] : [k, n]);
  return {
    name: `${label} [${m}, ${k}]·[${k}, ${n}]`,
    inputs: [given(a, 1), given(b, 2)],
    output: matmul(a, b, options),
    flops: 2 * m * k * n,
    tolerance: summed(k, 1),
  };
}

await benchmark('matmul', [
  product('x·W', 64, 784, 64),
  product('xᵀ·dz', 784, 64, 64, { transposeA: true }),
  product('dz·Wᵀ', 64, 64, 64, { transposeB: true }),
  product('h·W', 64, 64, 64),
  product('hᵀ·dz', 64, 64, 64, { transposeA: true }),
  product('h·W output', 64, 64, 10),
  product('hᵀ·dz output', 64, 64, 10, { transposeA: true }),
  product('dz·Wᵀ output', 64, 10, 64, { transposeB: true }),
  product('x·W v2', 256, 784, 64),
  product('x·W evaluation', 1000, 784, 64),
  product('square', 512, 512, 512),
  product('wide', 256, 2048, 2048),
  product('wide, transposed', 256, 2048, 2048, { transposeB: true }),
]);
