/** What training must keep whatever the sizes: exact repetition, chunks that change nothing, Keras's means. */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  dense,
  dropout,
  type FitOptions,
  type History,
  l1l2,
  l2,
  type Sequential,
  sequential,
  sgd,
  uploadDataset,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';
import { type PlainLayer, rows, runPlain } from './float64-model.ts';
import { watchedDevice } from './watched-device.ts';

const features = 5;
const classes = 4;

/** Clusters that can be told apart, a function of the seed. */
function samples(count: number, seed = 1): { x: { shape: number[]; data: Float32Array }; y: Int32Array } {
  const noise = uniform(seed, 99, count * features, { min: -0.5, max: 0.5 });
  const y = Int32Array.from({ length: count }, (_, at) => (at * 7 + seed) % classes);
  const data = noise.map((value, at) => value + (y[Math.floor(at / features)] === at % features ? 1 : 0));
  return { x: { shape: [count, features], data }, y };
}

const makeModel = (seed = 3): Sequential =>
  sequential({
    seed,
    inputShape: [features],
    layers: [
      dense({ units: 7, activation: 'relu', kernelRegularizer: l2(1e-3), activityRegularizer: l2(1e-3) }),
      dropout(0.25),
      dense({ units: classes, activation: 'softmax' }),
    ],
  });

const compiled = (model = makeModel()): Sequential =>
  model.compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

/** History and weights as bytes. */
async function record(
  model: Sequential,
  runs: readonly FitOptions[],
  data: ReturnType<typeof samples>,
): Promise<{ histories: string[]; weights: Uint8Array }> {
  const histories: string[] = [];
  for (const options of runs) {
    const { epoch, history }: History = await model.fit(data.x, data.y, options);
    histories.push(JSON.stringify({ epoch, history }));
  }
  const weights = await model.saveWeights();
  await model.dispose();
  return { histories, weights };
}

describe.each(testedBackends)('training on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('it learns', async () => {
    const { x, y } = samples(120);
    const model = compiled();
    const { history } = await model.fit(x, y, { device, epochs: 30, batchSize: 16, validationSplit: 0.25 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! * 0.6);
    expect(history['validationAccuracy']!.at(-1)).toBeGreaterThan(0.9);
    expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'validationLoss', 'validationAccuracy']);
    await model.dispose();
  });

  test('two runs of one seed give the same bytes, another seed gives others', async () => {
    const run = { device, epochs: 3, batchSize: 8, validationSplit: 0.2 };
    const [first, second, other] = [
      await record(compiled(), [run], samples(53)),
      await record(compiled(), [run], samples(53)),
      await record(compiled(makeModel(4)), [run], samples(53)),
    ];
    expect(second).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
  });

  test('chunks of any size give the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 12 }),
        async (count, batchSize, stepsPerChunk) => {
          const run = { device, epochs: 2, batchSize };
          const whole = await record(compiled(), [{ ...run, stepsPerChunk: 1000 }], samples(count));
          expect(await record(compiled(), [{ ...run, stepsPerChunk }], samples(count))).toEqual(whole);
          expect(await record(compiled(), [run], samples(count))).toEqual(whole);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('two epochs are one and then another', async () => {
    const run = { device, batchSize: 8 };
    const data = samples(37);
    const whole = await record(compiled(), [{ ...run, epochs: 2 }], data);
    const parts = await record(
      compiled(),
      [
        { ...run, epochs: 1 },
        { ...run, epochs: 2, initialEpoch: 1 },
      ],
      data,
    );
    expect(parts.weights).toEqual(whole.weights);
    const values = (histories: string[], name: string): number[] =>
      histories.flatMap((text) => JSON.parse(text).history[name]);
    expect(values(parts.histories, 'loss')).toEqual(values(whole.histories, 'loss'));
  });

  test('losses and accuracies are means over samples, regularized, whatever the batch size (float64)', async () => {
    const { x, y } = samples(29, 5);
    const layers = [
      {
        units: 6,
        activation: 'tanh',
        kernelL1: 0.003,
        kernelL2: 0.01,
        biasL2: 0.02,
        activityL1: 0.004,
        activityL2: 0.005,
      },
      { units: classes, activation: 'softmax', kernelL2: 0.001, activityL2: 0.5 },
    ] as const;
    const model = sequential({
      inputShape: [features],
      seed: 8,
      layers: layers.map((layer) =>
        dense({
          units: layer.units,
          activation: layer.activation,
          biasInitializer: 'randomNormal',
          kernelRegularizer: l1l2({ l1: 'kernelL1' in layer ? layer.kernelL1 : 0, l2: layer.kernelL2 }),
          ...('biasL2' in layer ? { biasRegularizer: l2(layer.biasL2) } : {}),
          activityRegularizer: l1l2({ l1: 'activityL1' in layer ? layer.activityL1 : 0, l2: layer.activityL2 }),
        }),
      ),
    }).compile({
      optimizer: sgd({ learningRate: 1e-30 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const weights = await model.getWeights();
    const plain = layers.map(
      (layer, at): PlainLayer => ({
        ...layer,
        kernel: rows(weights[2 * at]!.data, layer.units),
        bias: [...weights[2 * at + 1]!.data],
      }),
    );
    const expected = runPlain(plain, rows(x.data, features), [...y]);
    const data = await uploadDataset(device, x, y);
    for (const batchSize of [1, 2, 7, 28, 29, 64]) {
      // A step of 1e-30 moves no weight, so that each batch of training sees the same model.
      const { history } = await model.fit(data, { batchSize });
      const evaluated = await model.evaluate(data, { batchSize });
      for (const [loss, accuracy] of [
        [history['loss']![0]!, history['accuracy']![0]!],
        [evaluated['loss']!, evaluated['accuracy']!],
      ]) {
        expect(Math.abs(loss! / (expected.dataLoss + expected.penalty) - 1), `batch ${batchSize}`).toBeLessThan(2e-6);
        expect(accuracy).toBe(expected.correct / 29);
      }
    }
    const inside = await model.lossGradients(data);
    // f32 against float64: a few roundings of 6e-8 each.
    expect(Math.abs(inside.regularizationLoss / expected.penalty - 1)).toBeLessThan(2e-6);
    expect(Math.abs(inside.dataLoss / expected.dataLoss - 1)).toBeLessThan(2e-6);
    const predicted = await model.predict(data, { batchSize: 10 });
    expected.probabilities.flat().forEach((value, at) => {
      expect(Math.abs(predicted.data[at]! - value)).toBeLessThan(1e-6);
    });
    data.dispose();
    await model.dispose();
  });

  test('the exact step whose loss is not finite is named, wherever the chunk ends', async () => {
    const { x, y } = samples(40);
    for (const stepsPerChunk of [1, 3, 100]) {
      const model = compiled();
      const order: number[] = [];
      // Weights that overflow on one sample only: its first feature is the only large one.
      const data = x.data.slice();
      data[22 * features] = 3e38;
      const wide = await model.getWeights();
      wide[0]!.data.fill(10);
      await model.setWeights(wide);
      const failed = model.fit({ shape: x.shape, data }, y, {
        device,
        batchSize: 4,
        shuffle: false,
        epochs: 2,
        stepsPerChunk,
        callbacks: [{ onBatchesEnd: ({ step }) => void order.push(step), onTrainEnd: () => void order.push(-1) }],
      });
      await expect(failed).rejects.toMatchObject({
        name: 'NonFiniteLossError',
        kind: 'numeric',
        phase: 'training',
        epoch: 1,
        step: 6,
        steps: 10,
      });
      expect(order.at(-1)).toBe(-1);
      expect(Math.max(...order)).toBeLessThan(6);
      expect(model.history!.epoch).toEqual([]);
      await model.dispose();
    }
  });

  test('a learning rate that grows without bound ends with the step named', async () => {
    const { x, y } = samples(64);
    const model = makeModel().compile({
      optimizer: sgd({ learningRate: 1e20 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    const failed = model.fit(x, y, { device, batchSize: 8 });
    await expect(failed).rejects.toThrowError(/training loss is not finite at epoch 1, step \d of 8/);
    await model.dispose();
  });

  test('the learning rate changes between chunks without compiling anew', async () => {
    let compilations = 0;
    const counting = watchedDevice(device, {
      compile: (...args) => {
        compilations++;
        return device.compile(...args);
      },
    });
    const { x, y } = samples(20);
    const model = makeModel().compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const data = await uploadDataset(counting, x, y);
    await model.fit(data, { batchSize: 8, epochs: 2, validationData: data });
    // Training, evaluation, and the short last batch of each.
    expect(compilations).toBe(4);
    const before = await model.getWeights();
    model.learningRate = 1e-30;
    await model.fit(data, { batchSize: 8, epochs: 2, validationData: data });
    expect(await model.getWeights()).toEqual(before);
    model.learningRate = 0.1;
    await model.fit(data, { batchSize: 8, epochs: 1 });
    expect(await model.getWeights()).not.toEqual(before);
    expect(compilations).toBe(4);
    data.dispose();
    await model.dispose();
  });

  test('two models share one upload, and it outlives them', async () => {
    const { x, y } = samples(24);
    const data = await uploadDataset(device, x, y);
    const shared = [compiled(), compiled(makeModel(9))];
    for (const model of shared) await model.fit(data, { epochs: 1, batchSize: 8, validationData: data });
    const alone = compiled();
    await alone.fit(x, y, { device, epochs: 1, batchSize: 8 });
    expect(await shared[0]!.getWeights()).toEqual(await alone.getWeights());
    await Promise.all([...shared, alone].map((model) => model.dispose()));
    const late = compiled();
    expect((await late.evaluate(data))['loss']).toBeGreaterThan(0);
    data.dispose();
    await expect(late.evaluate(data)).rejects.toThrowError(/disposed of/);
    await late.dispose();
  });

  test('validationSplit holds out the last samples and trains on the others only', async () => {
    const { x, y } = samples(20);
    const head = { x: { shape: [15, features], data: x.data.slice(0, 15 * features) }, y: y.slice(0, 15) };
    const tail = { x: { shape: [5, features], data: x.data.slice(15 * features) }, y: y.slice(15) };
    const split = compiled();
    const apart = compiled();
    const first = await split.fit(x, y, { device, epochs: 2, batchSize: 4, validationSplit: 0.25 });
    const second = await apart.fit(head.x, head.y, {
      device,
      epochs: 2,
      batchSize: 4,
      validationData: [tail.x, tail.y],
    });
    expect(first.history).toEqual(second.history);
    expect(await split.getWeights()).toEqual(await apart.getWeights());
    await Promise.all([split.dispose(), apart.dispose()]);
  });

  test('values survive a move to another device', async () => {
    const { x, y } = samples(16);
    const model = compiled();
    await model.fit(x, y, { device });
    const before = await model.getWeights();
    const other = await openDevice('reference');
    await model.evaluate(x, y, { device: other });
    expect(model.device).toBe(other);
    expect(await model.getWeights()).toEqual(before);
    await model.dispose();
    await other.dispose();
  });
});
