/**
 * The notebook's first model on the gpu backend in the modes that need no GPU: kernel launches of its step, submissions
 * and read-backs of an epoch, and the loss curve of the wasm backend. Made-up data, as sparse as MNIST.
 */
import { type Device, openDevice, type Plan, uniform } from '@inkgrad/tensor';
import { type GpuDevice, openGpuDevice, webGpuLaunches } from '@inkgrad/tensor/gpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adam, dense, dropout, flatten, type Sequential, sequential, uploadDataset } from '../src/index.ts';
import { watchedDevice } from './watched-device.ts';

const batchSize = 64;
const steps = 66;
const count = steps * batchSize;
const side = 28;

/** Images of which about one pixel in five is not zero, brighter where the label says. */
function samples(): { x: { shape: number[]; data: Float32Array }; y: Int32Array } {
  const y = Int32Array.from({ length: count }, (_, at) => (at * 7) % 10);
  const data = uniform(5, 1, count * side * side).map((value, at) => {
    const label = y[Math.floor(at / side ** 2)]!;
    return value < 0.2 ? value * (at % 10 === label ? 20 : 2) : 0;
  });
  return { x: { shape: [count, side, side], data }, y };
}

const makeV1 = (): Sequential =>
  sequential({
    seed: 1,
    layers: [
      flatten(),
      dense({ units: 64, activation: 'relu' }),
      dropout(0.25),
      dense({ units: 64, activation: 'relu' }),
      dropout(0.25),
      dense({ units: 10, activation: 'softmax' }),
    ],
  }).compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

/** Running means of the loss, one a step. */
async function lossCurve(device: Device): Promise<number[]> {
  const { x, y } = samples();
  const dataset = await uploadDataset(device, x, y);
  const model = makeV1();
  const losses: number[] = [];
  await model.fit(dataset, {
    batchSize,
    stepsPerChunk: 1,
    callbacks: [
      {
        onBatchesEnd: ({ logs }) => {
          losses.push(logs['loss']!);
        },
      },
    ],
  });
  await model.dispose();
  dataset.dispose();
  return losses;
}

describe.each(['webasm', 'cpu'] as const)('v1 on gpu:%s', (mode) => {
  let device: GpuDevice;
  beforeAll(async () => {
    device = await openGpuDevice(mode);
  });
  afterAll(async () => {
    await device.dispose();
  });

  it('takes at most 20 launches a step, and a submission and a read-back for a chunk of them', async () => {
    const { x, y } = samples();
    const dataset = await uploadDataset(device, x, y);
    expect(dataset.storage).toBe('sparse');
    const model = makeV1();
    let [before, after] = [{ ...device.counters }, { ...device.counters }];
    const chunks: number[] = [];
    await model.fit(dataset, {
      batchSize,
      callbacks: [
        {
          onEpochBegin: () => {
            before = { ...device.counters };
          },
          onBatchesEnd: ({ step }) => {
            chunks.push(step - chunks.reduce((sum, size) => sum + size, 0));
          },
          onEpochEnd: () => {
            after = { ...device.counters };
          },
        },
      ],
    });
    await model.dispose();
    dataset.dispose();
    expect(chunks.reduce((sum, size) => sum + size, 0)).toBe(steps);
    expect(after.submissions - before.submissions).toBe(chunks.length);
    expect(after.readBacks - before.readBacks).toBe(chunks.length);
    expect(after.kernelLaunches - before.kernelLaunches).toBeGreaterThanOrEqual(steps);
    expect(after.kernelLaunches - before.kernelLaunches).toBeLessThanOrEqual(20 * steps);
    // The order of samples once, sums and learning rate once a chunk; never the images.
    expect(after.bytesUploaded - before.bytesUploaded).toBeLessThan(4 * count + 256 * chunks.length);
  });

  it('follows the loss curve of the wasm backend step by step', async () => {
    const wasm = await openDevice('wasm');
    const [own, other] = [await lossCurve(device), await lossCurve(wasm)];
    await wasm.dispose();
    expect(own).toHaveLength(steps);
    // It learns, so that there is a curve to follow.
    expect(other.at(-1)!).toBeLessThan(0.8 * other[0]!);
    // The tolerance that docs/gpu.md states.
    own.forEach((loss, at) => {
      expect(Math.abs(loss - other[at]!), `step ${at}`).toBeLessThan(1e-4 * other[at]!);
    });
  });
});

it('v1 takes at most 20 launches a step on WebGPU', async () => {
  const reference = await openDevice('reference');
  const plans: Plan[] = [];
  // A GPU keeps the zeros.
  const device = watchedDevice(reference, {
    prefersSparseRows: false,
    compile: (plan, bindings) => {
      plans.push(plan);
      return reference.compile(plan, bindings);
    },
  });
  const model = makeV1();
  const x = { shape: [batchSize, side, side], data: new Float32Array(batchSize * side ** 2) };
  await model.fit(x, new Int32Array(batchSize), { batchSize, device });
  await model.dispose();
  await reference.dispose();
  const training = plans.find(({ name }) => name === 'train 64')!;
  expect(webGpuLaunches(training)).toBeLessThanOrEqual(20);
  // Less would not be a training step.
  expect(webGpuLaunches(training)).toBeGreaterThan(10);
});
