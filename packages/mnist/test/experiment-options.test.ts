/** Callbacks, clipping, metrics and class weights of an experiment: each changes a training as it says. Real images. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildModel,
  type Experiment,
  type PictureData,
  type PicturePart,
  parseExperiment,
  type RunProgress,
  runExperiment,
} from '@inkgrad/experiments';
import { describeEnvironment, recordRun } from '@inkgrad/experiments/node';
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadMnist } from '../src/node.ts';

let data: PictureData;
let device: Device;
beforeAll(async () => {
  const all = await loadMnist();
  const part = ({ inputs, labels }: PicturePart, count: number) => ({
    inputs: inputs.subarray(0, count * 784),
    labels: labels.subarray(0, count),
    count,
  });
  data = { ...all, train: part(all.train, 320), test: part(all.test, 100) };
  device = await openDevice('wasm', { threads: 1 });
});
afterAll(() => device.dispose());

function experiment(change: object): Experiment {
  return parseExperiment(
    {
      name: 'small',
      layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
      optimizer: { type: 'sgd', learningRate: 0.1 },
      batchSize: 64,
      epochs: 4,
      ...change,
    },
    'small',
  );
}

const run = (change: object = {}) => runExperiment(experiment(change), data, { device });

test('early stopping ends training, with the best weights', async () => {
  // The loss falls, so that by "max" the first epoch is the best.
  const earlyStopping = { monitor: 'validationLoss', mode: 'max', patience: 2, restoreBestWeights: true };
  const { epochs, evaluation, history } = await run({ callbacks: { earlyStopping } });
  expect(epochs).toHaveLength(3);
  expect(history['validationLoss']![2]).toBeLessThan(history['validationLoss']![0]!);
  expect(evaluation.loss).toBe(history['validationLoss']![0]);
  expect(evaluation.accuracy).toBe(history['validationAccuracy']![0]);
});

test('the learning rate is reduced on a plateau', async () => {
  // No loss falls by a thousand: every epoch but the first is one without an improvement.
  const reduceLROnPlateau = { monitor: 'loss', minDelta: 1000, patience: 1, factor: 0.5 };
  const { epochs } = await run({ callbacks: { reduceLROnPlateau } });
  const expected = [0.1, 0.1, 0.05, 0.025].map((rate) => expect.closeTo(rate, 6));
  expect(epochs.map(({ learningRate }) => learningRate)).toEqual(expected);
});

test('the learning rate follows a schedule', async () => {
  const learningRateSchedule = { type: 'warmup', epochs: 1, target: { type: 'stepDecay', dropEpochs: 1 } };
  const { epochs, history } = await run({ callbacks: { learningRateSchedule } });
  const expected = [0.05, 0.1, 0.05, 0.025].map((rate) => expect.closeTo(rate, 6));
  expect(epochs.map(({ learningRate }) => learningRate)).toEqual(expected);
  expect(history['loss']).not.toEqual((await run()).history['loss']);
});

test.each(['clipValue', 'clipNorm', 'globalClipNorm'])('%s bounds what a step changes', async (key) => {
  const bound = 1e-4;
  const config = experiment({ epochs: 1, optimizer: { type: 'sgd', learningRate: 1, [key]: bound } });
  const model = buildModel(config);
  try {
    const before = await model.getWeights();
    await runExperiment(config, data, { device, model });
    const after = await model.getWeights();
    const changes = after.flatMap(({ data: values }, at) =>
      Array.from(values, (value, index) => Math.abs(value - before[at]!.data[index]!)),
    );
    // Five steps of learning rate 1; the weights themselves are rounded to about 1e-8.
    expect(Math.max(...changes)).toBeLessThanOrEqual(5 * bound + 1e-7);
    expect(Math.max(...changes)).toBeGreaterThan(0);
  } finally {
    await model.dispose();
  }
});

test('class weights are factors of the loss', async () => {
  const oneStep = { epochs: 1, batchSize: 320 };
  const weighted = async (weight: (digit: number) => number) => {
    const classWeight = Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [digit, weight(digit)]));
    return (await run({ ...oneStep, classWeight })).history['loss']![0]!;
  };
  const plain = (await run(oneStep)).history['loss']![0]!;
  // Single precision.
  expect((await weighted(() => 2)) / plain).toBeCloseTo(2, 5);
  expect((await weighted((digit) => digit % 2)) + (await weighted((digit) => 1 - (digit % 2)))).toBeCloseTo(plain, 5);
  const partly = await run({ ...oneStep, classWeight: { 3: 1 } });
  expect(partly.history['loss']![0]).toBe(plain);
});

test('further metrics are in the history', async () => {
  const metrics = ['accuracy', { name: 'sparseTopKCategoricalAccuracy', k: 3 }];
  const { history } = await run({ metrics });
  expect(Object.keys(history).sort()).toEqual(
    [
      'loss',
      'accuracy',
      'sparseTopKCategoricalAccuracy',
      'validationLoss',
      'validationAccuracy',
      'validationSparseTopKCategoricalAccuracy',
    ].sort(),
  );
  expect(history['sparseTopKCategoricalAccuracy']![3]).toBeGreaterThan(history['accuracy']![3]!);
  const all = await run({
    loss: 'meanSquaredError',
    metrics: ['accuracy', 'meanAbsoluteError', { name: 'topKCategoricalAccuracy', k: 10 }],
  });
  expect(all.history['topKCategoricalAccuracy']).toEqual([1, 1, 1, 1]);
  expect(all.history['meanAbsoluteError']![3]).toBeLessThan(all.history['meanAbsoluteError']![0]!);
});

test('logits, their softmax and its logarithm train alike, and show the same probabilities', async () => {
  const last = (activation: string) => [{ type: 'flatten' }, { type: 'dense', units: 10, activation }];
  const whole = await run();
  const forms = [
    { layers: last('linear'), loss: { name: 'sparseCategoricalCrossentropy', fromLogits: true } },
    { layers: [...last('linear'), { type: 'activation', activation: 'softmax' }] },
    { layers: last('logSoftmax') },
  ];
  for (const form of forms) {
    const { evaluation, history, mistakes, predictedDigits } = await run(form);
    expect(predictedDigits).toBe(whole.predictedDigits);
    expect(evaluation.accuracy).toBe(whole.evaluation.accuracy);
    // Rounding only: a log-softmax is normalized a second time.
    expect(evaluation.loss).toBeCloseTo(whole.evaluation.loss, 5);
    expect(history['loss']![3]).toBeCloseTo(whole.history['loss']![3]!, 5);
    for (const [at, { index, probability }] of mistakes.entries()) {
      expect(index).toBe(whole.mistakes[at]!.index);
      expect(probability).toBeCloseTo(whole.mistakes[at]!.probability!, 5);
    }
  }
});

test('yes or no for each digit: sigmoids and their logits alike, and accuracy is of the digit answered', async () => {
  const last = (activation: string) => [{ type: 'flatten' }, { type: 'dense', units: 10, activation }];
  const sigmoids = await run({ layers: last('sigmoid'), loss: 'binaryCrossentropy' });
  const logits = await run({ layers: last('linear'), loss: { name: 'binaryCrossentropy', fromLogits: true } });
  expect(logits.predictedDigits).toBe(sigmoids.predictedDigits);
  expect(logits.evaluation.loss).toBeCloseTo(sigmoids.evaluation.loss, 5);
  const right = sigmoids.confusionMatrix.reduce((sum, row, digit) => sum + row[digit]!, 0);
  expect(sigmoids.evaluation.accuracy).toBeCloseTo(right / 100, 6);
});

test('values for a squared error are scores, and nothing calls them probabilities', async () => {
  const layers = [{ type: 'flatten' }, { type: 'dense', units: 10 }];
  const { mistakes, predictedDigits } = await run({ layers, loss: 'meanSquaredError' });
  expect(predictedDigits).toMatch(/^\d{100}$/);
  expect(mistakes.length).toBeGreaterThan(0);
  for (const { probability, score } of mistakes) {
    expect(probability).toBeNull();
    expect(Number.isFinite(score)).toBe(true);
  }
});

test('a run with callbacks that is interrupted and continued ends as one that never stopped', async () => {
  const config = experiment({
    epochs: 6,
    callbacks: {
      earlyStopping: { monitor: 'validationLoss', mode: 'max', patience: 3, restoreBestWeights: true },
      reduceLROnPlateau: { monitor: 'loss', minDelta: 1000, patience: 1, factor: 0.5 },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-options-'));
  try {
    const environment = describeEnvironment('1.2.3', device, data);
    const record = (name: string, stopIn?: number) => {
      const stop = new AbortController();
      const onProgress = (event: RunProgress): void => {
        if (event.type === 'chunk' && event.epoch === stopIn) stop.abort('stopped');
      };
      const directory = join(folder, name);
      return recordRun({ directory, experiment: config, data, device, environment, onProgress, signal: stop.signal });
    };
    const whole = await record('whole');
    expect(whole.result.epochs).toHaveLength(4);
    for (const epoch of [2, 4]) await expect(record('killed', epoch)).rejects.toBe('stopped');
    const { result, resumedFromEpoch } = await record('killed');
    expect(resumedFromEpoch).toBe(3);
    expect(result.history).toEqual(whole.result.history);
    expect(result.evaluation).toEqual(whole.result.evaluation);
    expect(result.predictedDigits).toBe(whole.result.predictedDigits);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a training that continues through the library has the model, the data and the batches that it had', async () => {
  const config = experiment({ epochs: 2 });
  const first = buildModel(config);
  await runExperiment(config, data, { device, model: first });
  const bytes = await first.saveState();
  const continued = async (change: object, from: PictureData = data) => {
    const next = experiment({ epochs: 3, ...change });
    const model = buildModel(next);
    try {
      const resume = await model.loadState(bytes);
      return await runExperiment(next, from, { device, model, resume });
    } finally {
      await model.dispose();
    }
  };
  const whole = await run({ epochs: 3 });
  expect((await continued({})).history).toEqual(whole.history);

  const labels = Uint8Array.from(data.train.labels);
  labels[5] = (labels[5]! + 1) % 10;
  const inputs = Uint8Array.from(data.test.inputs);
  inputs[400] = 255 - inputs[400]!;
  await expect(continued({}, { ...data, train: { ...data.train, labels } })).rejects.toThrow(
    /fit: resume continues a training with data with the checksum/,
  );
  await expect(continued({}, { ...data, test: { ...data.test, inputs } })).rejects.toThrow(/validation data with the/);
  await expect(continued({ batchSize: 32 })).rejects.toThrow(/with batchSize 64, but was given batchSize 32/);
  await expect(continued({ classWeight: { 3: 2 } })).rejects.toThrow(/weights of samples with the checksum/);
  await expect(continued({ preprocessing: 'divideBy255' })).rejects.toThrow(/with data with the checksum/);
  await expect(continued({ optimizer: { type: 'sgd', learningRate: 0.2 } })).rejects.toThrow(
    /expected a training with optimizer\.learningRate 0\.2, as this model has it, found 0\.1/,
  );
  await expect(continued({ metrics: ['accuracy', 'sparseTopKCategoricalAccuracy'] })).rejects.toThrow(
    /expected a training with metrics/,
  );
  await expect(
    continued({ callbacks: { learningRateSchedule: { type: 'stepDecay', dropEpochs: 1 } } }),
  ).rejects.toThrow(/would log .*learningRate/);
  await first.dispose();
});

test('a model of another experiment is not trained in its name', async () => {
  const config = experiment({ epochs: 1 });
  const model = buildModel(experiment({ optimizer: { type: 'sgd', learningRate: 0.2 } }));
  await expect(runExperiment(config, data, { device, model })).rejects.toThrow(
    'runExperiment: model must be built from the experiment that is run, with its layers, optimizer, loss and metrics, ' +
      'received one that differs ("small").',
  );
  await model.dispose();
});
