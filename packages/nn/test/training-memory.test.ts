/**
 * The memory of a training step of convolutional networks: at most 1.5 times what the layers' outputs, the parameters and the
 * optimizer's slots take. Counted in the plan, so on every backend; what a backend adds for itself is not in it.
 */
import { openDevice } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import {
  adam,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePooling2d,
  maxPooling2d,
  sequential,
  uploadDataset,
} from '../src/index.ts';

const batchSize = 16;
const bytesPerElement = 4;

const relu = { activation: 'relu' } as const;

const networks = {
  "Keras's simple convolutional network": [
    conv2d({ filters: 32, kernelSize: 3, ...relu }),
    maxPooling2d({ poolSize: 2 }),
    conv2d({ filters: 64, kernelSize: 3, ...relu }),
    maxPooling2d({ poolSize: 2 }),
    flatten(),
    dropout(0.5),
  ],
  'convolutions behind one another, with borders': [
    conv2d({ filters: 16, kernelSize: 3, padding: 'same', ...relu }),
    conv2d({ filters: 16, kernelSize: 3, padding: 'same', ...relu }),
    maxPooling2d({ poolSize: 2 }),
    conv2d({ filters: 32, kernelSize: 3, padding: 'same', ...relu }),
    conv2d({ filters: 32, kernelSize: 3, strides: 2, ...relu }),
    globalAveragePooling2d(),
  ],
};

describe('the memory of a training step', () => {
  test.each(Object.entries(networks))('%s', async (_name, layers) => {
    const device = await openDevice('reference');
    const model = sequential({
      inputShape: [28, 28, 1],
      layers: [...layers, dense({ units: 10, activation: 'softmax' })],
    }).compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
    const x = { data: new Float32Array(batchSize * 28 * 28), shape: [batchSize, 28, 28, 1] };
    const dataset = await uploadDataset(device, x, new Int32Array(batchSize));
    const { plan } = await model.trainingStep(dataset, { batchSize });
    // Views of another layer's output have no memory.
    const rows = model
      .summary()
      .split('\n')
      .filter((row) => !row.includes('Flatten'));
    const shapes = rows.flatMap((row) => row.match(/\(None, ([\d, ]+)\)/)?.[1] ?? []);
    expect(shapes.length).toBeGreaterThanOrEqual(layers.length);
    const outputs = shapes.map((shape) => shape.split(', ').reduce((size, length) => size * Number(length), batchSize));
    const state = plan.buffers.filter(({ storage }) => storage === 'state');
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    const needed = sum(outputs) + sum(state.map(({ length }) => length));
    const kept = plan.arenaBytes / bytesPerElement + sum(state.map(({ length }) => length));
    expect(kept / needed).toBeLessThan(1.5);
    await model.dispose();
    dataset.dispose();
    await device.dispose();
  });
});
