/** Samples stored without their zeros: chosen where they suit, and the same training as with the zeros. */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dense, dropout, flatten, type Sequential, sequential, sgd, uploadDataset } from '../src/index.ts';

const count = 70;
/** Enough columns for several segments. */
const side = 24;

/** Images of which about one pixel in four is not zero. */
function images(): { shape: number[]; data: Float32Array } {
  const data = uniform(5, 1, count * side * side).map((value) => (value < 0.25 ? 4 * value : 0));
  return { shape: [count, side, side], data };
}
const labels = Uint8Array.from({ length: count }, (_, at) => at % 3);

const makeModel = (): Sequential =>
  sequential({
    seed: 2,
    layers: [
      flatten(),
      dense({ units: 37, activation: 'sigmoid' }),
      dropout(0.25),
      dense({ units: 3, activation: 'softmax' }),
    ],
  }).compile({
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

describe.each(['reference', 'wasm'])('sparse storage on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(async () => {
    await device.dispose();
  });

  it('is chosen by density and length of the samples, and can be asked for', async () => {
    const storageOf = async (data: object, storage?: 'auto' | 'dense' | 'sparse'): Promise<string> => {
      const dataset = await uploadDataset(device, data as never, undefined, undefined, storage);
      dataset.dispose();
      return dataset.storage;
    };
    expect(await storageOf(images())).toBe('sparse');
    expect(await storageOf(images(), 'dense')).toBe('dense');
    expect(await storageOf({ shape: [9, 200], data: new Float32Array(1800).fill(1) })).toBe('dense');
    expect(await storageOf({ shape: [9, 20], data: new Float32Array(180) })).toBe('dense');
    expect(await storageOf({ shape: [9, 20], data: new Float32Array(180).fill(1) }, 'sparse')).toBe('sparse');
  });

  it('trains, evaluates and predicts as dense storage does, up to the order of summation', async () => {
    const [whole, compressed] = await Promise.all(
      (['dense', 'sparse'] as const).map(async (storage) => {
        const dataset = await uploadDataset(device, images(), labels, undefined, storage);
        const model = makeModel();
        const { history } = await model.fit(dataset, { epochs: 4, batchSize: 16, validationSplit: 0.2 });
        const { data } = await model.predict(dataset);
        const [gradient] = (await model.lossGradients(dataset)).gradients;
        await model.dispose();
        dataset.dispose();
        return { history, data, gradient: gradient!.data };
      }),
    );
    // Sums of 144 products in another order, through 16 steps of training.
    const expectClose = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
      expect(actual.length).toBe(expected.length);
      for (let at = 0; at < expected.length; at++) expect(Math.abs(actual[at]! - expected[at]!)).toBeLessThan(2e-5);
    };
    expectClose(compressed!.history['loss']!, whole!.history['loss']!);
    expectClose(compressed!.history['validationLoss']!, whole!.history['validationLoss']!);
    expectClose(compressed!.data, whole!.data);
    expectClose(compressed!.gradient, whole!.gradient);
  });
});
