/** Reductions along each axis; a bias gradient is the sum over axis 0 of [64, 64]. */
import { input } from '../src/functions/creation.ts';
import { argmax, max, sum } from '../src/functions/reduction.ts';
import { exact, summed } from '../src/testing/tolerance.ts';
import { benchmark, given } from './harness.ts';

const x = input('x', [512, 512]);
const small = input('small', [64, 64]);
const logits = input('logits', [1000, 10]);
const bytes = 4 * 512 * 512;

await benchmark('reduce', [
  { name: 'sum of [512, 512]', inputs: [given(x)], output: sum(x), bytes, tolerance: summed(512 * 512, 1) },
  { name: 'sum over axis 0', inputs: [given(x)], output: sum(x, { axes: 0 }), bytes, tolerance: summed(512, 1) },
  { name: 'sum over axis 1', inputs: [given(x)], output: sum(x, { axes: 1 }), bytes, tolerance: summed(512, 1) },
  { name: 'max over axis 1', inputs: [given(x)], output: max(x, { axes: 1 }), bytes, tolerance: exact },
  {
    name: 'bias gradient [64, 64]',
    inputs: [given(small)],
    output: sum(small, { axes: 0 }),
    bytes: 4 * 4096,
    tolerance: summed(64, 1),
  },
  { name: 'argmax of [1000, 10]', inputs: [given(logits)], output: argmax(logits), bytes: 4 * 10000, tolerance: exact },
]);
