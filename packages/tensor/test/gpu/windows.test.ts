/** How many launches convolutions and pools take on a GPU device. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import {
  add,
  conv2d,
  evaluate,
  gradient,
  input,
  maxPool2d,
  mul,
  relu,
  sizeOf,
  sum,
  type Tensor,
} from '../../src/index.ts';

let device: Awaited<ReturnType<typeof openGpuDevice>>;
beforeAll(async () => {
  device = await openGpuDevice('cpu');
});
afterAll(() => device.dispose());

async function launchesOf(inputs: Readonly<Record<string, Tensor>>, results: readonly Tensor[]): Promise<number> {
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => [name, new Float32Array(sizeOf(shape)).fill(0.5)]),
  );
  const before = device.counters.kernelLaunches;
  await evaluate(results, { values, device });
  return device.counters.kernelLaunches - before;
}

it('a convolution takes one launch, with bias and activation', async () => {
  const x = input('x', [2, 5, 5, 3]);
  const kernel = input('kernel', [3, 3, 3, 4]);
  const bias = input('bias', [4]);
  expect(await launchesOf({ x, kernel, bias }, [relu(add(conv2d(x, kernel), bias))])).toBe(1);
});

it.each([
  [16, 1],
  [17, 2],
])('a kernel gradient of %i images takes %i', async (batch, launches) => {
  const x = input('x', [batch, 4, 4, 2]);
  const kernel = input('kernel', [3, 3, 2, 2]);
  const dy = input('dy', [batch, 2, 2, 2]);
  expect(await launchesOf({ x, dy }, gradient(sum(mul(conv2d(x, kernel), dy)), [kernel]))).toBe(launches);
});

it('the gradients of an input and of a pool take one each', async () => {
  const x = input('x', [20, 4, 4, 2]);
  const kernel = input('kernel', [3, 3, 2, 2]);
  const dy = input('dy', [20, 2, 2, 2]);
  expect(await launchesOf({ kernel, dy }, gradient(sum(mul(conv2d(x, kernel), dy)), [x]))).toBe(1);
  expect(await launchesOf({ x }, [maxPool2d(x)])).toBe(1);
  expect(await launchesOf({ x, dy }, gradient(sum(mul(maxPool2d(x), dy)), [x]))).toBe(1);
});
