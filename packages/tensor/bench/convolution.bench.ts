/** Convolutions and pools in the shapes of a small network for MNIST, forward and backward, 32 images at a time. */
import { conv2d } from '../src/functions/convolution.ts';
import { input } from '../src/functions/creation.ts';
import { averagePool2d, maxPool2d } from '../src/functions/pooling.ts';
import type { Convolution, Windows } from '../src/op/windows.ts';
import { record, type Tensor } from '../src/tensor.ts';
import { exact, summed } from '../src/testing/tolerance.ts';
import { benchmark, given, type Subject } from './harness.ts';

const batch = 32;

/** y = x ∗ kernel and the gradients of both. */
function convolution(size: number, channels: number, filters: number): Subject[] {
  const x = input('x', [batch, size, size, channels]);
  const kernel = input('kernel', [3, 3, channels, filters]);
  const y = conv2d(x, kernel);
  const attributes = y.attributes as Convolution;
  const dy = input('dy', y.shape);
  const label = `${size}×${size}×${channels} to ${filters}`;
  const [rows, columns] = attributes.output;
  const flops = 2 * batch * rows * columns * 9 * channels * filters;
  const subject = (name: string, inputs: readonly Tensor[], output: Tensor, terms: number): Subject => ({
    name: `${name} ${label}`,
    inputs: inputs.map((tensor, at) => given(tensor, at + 1)),
    output,
    flops,
    tolerance: summed(terms, 1),
  });
  return [
    subject('forward', [x, kernel], y, 9 * channels),
    subject('input gradient', [kernel, dy], record('conv2dInputGradient', attributes, [kernel, dy]), 9 * filters),
    subject('kernel gradient', [x, dy], record('conv2dKernelGradient', attributes, [x, dy]), batch * rows * columns),
  ];
}

function pools(size: number, channels: number): Subject[] {
  const x = input('x', [batch, size, size, channels]);
  const y = maxPool2d(x);
  const dy = input('dy', y.shape);
  const bytes = 5 * batch * size * size * channels;
  const inputs = [given(x), given(dy, 2)];
  const output = record('maxPool2dGradient', y.attributes as Windows, [x, dy]);
  const label = `${size}×${size}×${channels}`;
  return [
    { name: `max pool ${label}`, inputs: inputs.slice(0, 1), output: y, bytes, tolerance: exact },
    { name: `max pool gradient ${label}`, inputs, output, bytes: 2 * bytes, tolerance: exact },
    {
      name: `average pool ${label}`,
      inputs: inputs.slice(0, 1),
      output: averagePool2d(x),
      bytes,
      tolerance: summed(4, 1),
    },
  ];
}

await benchmark('convolution', [
  ...convolution(28, 1, 32),
  ...convolution(13, 32, 64),
  ...convolution(16, 64, 64),
  ...pools(26, 32),
  ...pools(12, 64),
]);
