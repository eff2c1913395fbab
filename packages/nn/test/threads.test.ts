/** Training on several threads: the same bytes as on one, whatever the storage of the data, the sizes and the optimizer. */
import { openDevice, uniform } from '@inkgrad/tensor';
import { expect, it } from 'vitest';
import { adam, dense, dropout, flatten, l2, type Optimizer, sequential, sgd, uploadDataset } from '../src/index.ts';

const count = 150;
const side = 24;
const data = uniform(3, 1, count * side * side).map((value) => (value < 0.2 ? 5 * value : 0));
const images = { shape: [count, side, side], data };
const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);

interface Case {
  readonly storage: 'dense' | 'sparse';
  readonly units: number;
  readonly batchSize: number;
  readonly optimizer: () => Optimizer;
}

/** Bytes of the weights, and the history. */
async function train({ storage, units, batchSize, optimizer }: Case, threads: number): Promise<[string, unknown]> {
  const device = await openDevice('wasm', { threads });
  try {
    const dataset = await uploadDataset(device, images, labels, undefined, storage);
    const penalty = { kernelRegularizer: l2(1e-3), activityRegularizer: l2(1e-3) };
    const model = sequential({
      seed: 4,
      layers: [
        flatten(),
        dense({ units, activation: 'sigmoid' }),
        dropout(0.25),
        dense({ units: 33, activation: 'relu', ...penalty }),
        dense({ units: 10, activation: 'softmax' }),
      ],
    }).compile({ optimizer: optimizer(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    const { history } = await model.fit(dataset, { epochs: 3, batchSize, validationSplit: 0.2 });
    return [Buffer.from(await model.saveWeights()).toString('base64'), history];
  } finally {
    await device.dispose();
  }
}

it.each<Case>([
  { storage: 'sparse', units: 64, batchSize: 64, optimizer: () => adam() },
  { storage: 'sparse', units: 37, batchSize: 50, optimizer: () => sgd({ learningRate: 0.05, momentum: 0.9 }) },
  // Parts of the first product that are too large to be kept apart.
  { storage: 'sparse', units: 6000, batchSize: 32, optimizer: () => adam() },
  { storage: 'dense', units: 40, batchSize: 48, optimizer: () => adam({ globalClipNorm: 1 }) },
])('$storage data, $units units, batches of $batchSize: the same bytes on 2, 3, 4 and 8 threads', async (example) => {
  const alone = await train(example, 1);
  for (const threads of [2, 3, 4, 8]) expect(await train(example, threads), `${threads} threads`).toEqual(alone);
});
