/** Row kernels on the shapes of a classifier. */
import { logSoftmax, softmax, softmaxCrossEntropy } from '../src/functions/classification.ts';
import { input } from '../src/functions/creation.ts';
import { transcendental } from '../src/testing/tolerance.ts';
import { benchmark, given } from './harness.ts';

const logits = input('logits', [1000, 10]);
const wide = input('wide', [64, 1000]);
const labels = input('labels', [1000], 'i32');
const tolerance = { ...transcendental(6), absolute: 1e-6 };

await benchmark('softmax', [
  { name: 'softmax [1000, 10]', inputs: [given(logits)], output: softmax(logits), bytes: 80000, tolerance },
  { name: 'softmax [64, 1000]', inputs: [given(wide)], output: softmax(wide), bytes: 512000, tolerance },
  { name: 'logSoftmax [1000, 10]', inputs: [given(logits)], output: logSoftmax(logits), bytes: 80000, tolerance },
  {
    name: 'cross-entropy [1000, 10]',
    inputs: [given(logits), { tensor: labels, values: Int32Array.from({ length: 1000 }, (_, i) => i % 10) }],
    output: softmaxCrossEntropy(logits, labels),
    bytes: 48000,
    tolerance,
  },
]);
