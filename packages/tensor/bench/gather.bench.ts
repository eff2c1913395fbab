/** Row copies: a batch of images, labels one by one, and sums by index. Bytes are those read and written. */
import { input } from '../src/functions/creation.ts';
import { gather, scatterAdd } from '../src/functions/selection.ts';
import { exact, summed } from '../src/testing/tolerance.ts';
import { benchmark, given } from './harness.ts';

const images = input('images', [10000, 784]);
const labelColumn = input('labelColumn', [10000, 1]);
const batch = input('batch', [64], 'i32');
const many = input('many', [1000], 'i32');
const updates = input('updates', [1000, 64]);
const indices = (tensor: typeof batch, rows: number) => ({
  tensor,
  values: Int32Array.from({ length: tensor.shape[0]! }, (_, i) => (i * 7919) % rows),
});

await benchmark('gather', [
  {
    name: 'gather 64 of [10000, 784]',
    inputs: [given(images), indices(batch, 10000)],
    output: gather(images, batch),
    bytes: 8 * 64 * 784,
    tolerance: exact,
  },
  {
    name: 'gather 1000 of [10000, 1]',
    inputs: [given(labelColumn), indices(many, 10000)],
    output: gather(labelColumn, many),
    bytes: 12 * 1000,
    tolerance: exact,
  },
  {
    name: 'scatterAdd 1000 rows of 64 to 100',
    inputs: [given(updates), indices(many, 100)],
    output: scatterAdd(updates, many, 100),
    bytes: 12 * 1000 * 64,
    tolerance: summed(10, 1),
  },
]);
