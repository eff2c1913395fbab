/** From data to a folder on disk, on real images: a small part of MNIST, an epoch or two. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildModel,
  DamagedExperimentError,
  DataUploads,
  type Experiment,
  type PictureData,
  type PicturePart,
  parseExperiment,
  type RunProgress,
  runExperiment,
  splitData,
} from '@inkgrad/experiments';
import { loadTrainedModel } from '@inkgrad/experiments/node';
import { NonFiniteLossError } from '@inkgrad/nn';
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { experiments } from '../src/index.ts';
import { loadMnist } from '../src/node.ts';

let data: PictureData;
beforeAll(async () => {
  const all = await loadMnist();
  const part = ({ inputs, labels }: PicturePart, count: number) => ({
    inputs: inputs.subarray(0, count * 784),
    labels: labels.subarray(0, count),
    count,
  });
  data = { ...all, train: part(all.train, 1030), test: part(all.test, 1010) };
});

/** v1 made small, so that the reference backend is quick too. */
function small(change: object = {}): Experiment {
  return parseExperiment(
    {
      name: 'small',
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 16, activation: 'relu' },
        { type: 'dropout', rate: 0.25 },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
      optimizer: { type: 'adam', learningRate: 0.01 },
      batchSize: 64,
      epochs: 2,
      ...change,
    },
    'small',
  );
}

describe.each(['reference', 'wasm'])('on %s', (name) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(name);
  });
  afterAll(() => device.dispose());

  test('a run learns, and tells what a report needs', async () => {
    const events: RunProgress[] = [];
    const result = await runExperiment(small(), data, { device, onProgress: (event) => events.push(event) });
    expect(result).toMatchObject({ experiment: 'small', title: 'small', seed: 1, backend: name });
    expect(result.backendDescription).toBe(device.description);
    expect(result.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    // Guessing is right for one image in ten.
    expect(result.epochs[1]!.validationAccuracy).toBeGreaterThan(0.6);
    expect(result.epochs[1]!.loss).toBeLessThan(result.epochs[0]!.loss);
    expect(result.history['validationLoss']).toEqual(result.epochs.map(({ validationLoss }) => validationLoss));
    for (const { seconds, microsecondsPerSample } of result.epochs) {
      expect(microsecondsPerSample).toBeCloseTo((seconds * 1e6) / 1030, 6);
    }
    expect(result.dataShapes[0]).toEqual({ name: 'training images', shape: [1030, 28, 28] });
    expect(result.parameterCount).toBe(784 * 16 + 16 + 160 + 10);

    const counts = result.confusionMatrix;
    const right = counts.reduce((sum, row, digit) => sum + row[digit]!, 0);
    expect(counts.flat().reduce((sum, count) => sum + count)).toBe(1010);
    expect(right / 1010).toBeCloseTo(result.epochs[1]!.validationAccuracy!, 6);
    expect(result.mistakes).toHaveLength(24);
    for (const { index, label, predicted } of result.mistakes) {
      expect(label).toBe(data.test.labels[index]);
      expect(predicted).not.toBe(label);
    }
    const prediction = result.predictionOfTestSample1000!;
    expect(prediction.label).toBe(9);
    expect(prediction.probabilities!.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);

    expect(events[0]).toEqual({ type: 'epochBegin', epoch: 1, epochs: 2 });
    expect(events.filter(({ type }) => type === 'epochEnd')).toHaveLength(2);
    const last = events.at(-1)!;
    expect(last.type === 'epochEnd' && last.result).toEqual(result.epochs[1]);
    const chunk = events.find((event) => event.type === 'chunk')!;
    // 16 batches of 64 and one of 6.
    expect(chunk).toMatchObject({ epoch: 1, epochs: 2, steps: 17 });
  });

  test('one seed gives the same bytes of history and weights, another seed others', async () => {
    const run = async (seed: number, uploads?: DataUploads) => {
      const model = buildModel(small(), { seed });
      const { history } = await runExperiment(small(), data, { device, seed, epochs: 1, model, uploads });
      const weights = await model.saveWeights();
      await model.dispose();
      return { history: JSON.stringify(history), weights };
    };
    const uploads = new DataUploads(device, data);
    const first = await run(5, uploads);
    const second = await run(5, uploads);
    const alone = await run(5);
    await uploads.dispose();
    expect(second).toEqual(first);
    expect(alone).toEqual(first);
    const other = await run(6);
    expect(other.history).not.toBe(first.history);
    expect(other.weights).not.toEqual(first.weights);
  });

  test('a loss that is not finite stops the run and names the step', async () => {
    const wild = small({
      optimizer: { type: 'sgd', learningRate: 1e30 },
      loss: 'meanSquaredError',
      layers: [{ type: 'flatten' }, { type: 'dense', units: 10 }],
    });
    const error: unknown = await runExperiment(wild, data, { device }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteLossError);
    expect(error).toMatchObject({ kind: 'numeric', epoch: 1 });
  });
});

describe('on wasm alone', () => {
  let device: Device;
  let folder: string;
  beforeAll(async () => {
    device = await openDevice('wasm');
  });
  afterAll(() => device.dispose());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkgrad-run-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('the published experiments run', async () => {
    const uploads = new DataUploads(device, data);
    for (const experiment of Object.values(experiments)) {
      const result = await runExperiment(experiment, data, { device, epochs: 1, uploads });
      expect(result.config).toEqual({ ...experiment, epochs: 1 });
      expect(result.epochs).toHaveLength(1);
    }
    await uploads.dispose();
  });

  test('one-hot targets and pixels from 0 to 1', async () => {
    const experiment = small({ loss: 'categoricalCrossentropy', preprocessing: 'divideBy255' });
    const { epochs } = await runExperiment(experiment, data, { device });
    expect(epochs[1]!.validationAccuracy).toBeGreaterThan(0.6);
  });

  test('a fold validates in the place of the test set, and is free again afterwards', async () => {
    const uploads = new DataUploads(device, data);
    const split = { kind: 'fold', folds: 5, fold: 2, seed: 3 } as const;
    const result = await runExperiment(small(), data, { device, uploads, split });
    const { evaluation, epochs, predictedDigits, mistakes } = result;
    expect(result.split).toEqual(split);
    expect(evaluation).toMatchObject({ set: 'fold', count: 206 });
    expect(evaluation.accuracy).toBe(epochs[1]!.validationAccuracy);
    expect(predictedDigits).toMatch(/^\d{206}$/);
    // The test set is not touched, and mistakes are named by their place in the training set.
    expect(result.predictionOfTestSample1000).toBeNull();
    for (const { index, label } of mistakes) expect(label).toBe(data.train.labels[index]);
    const again = await uploads.for(small(), split);
    expect(again.train.isDisposed).toBe(false);
    await uploads.dispose();
    expect(again.train.isDisposed).toBe(true);
  });

  test('a part of the training set validates, and the test set is seen once, at the end', async () => {
    const validation = { fraction: 0.2, seed: 3 };
    const { split, epochs, evaluation, history, predictionOfTestSample1000 } = await runExperiment(
      small({ validation }),
      data,
      { device },
    );
    expect(split).toEqual({ kind: 'validation', part: validation });
    expect(evaluation).toMatchObject({ set: 'test', count: 1010 });
    expect(predictionOfTestSample1000).not.toBeNull();
    // What was learned and validated is what a run without a test set learns and validates.
    const held = splitData(data, split);
    const without = await runExperiment(small(), { ...data, train: held.train, test: held.validation! }, { device });
    expect(history).toEqual(without.history);
    expect(epochs[1]!.validationAccuracy).toBe(without.evaluation.accuracy);
    expect(evaluation.accuracy).not.toBe(without.evaluation.accuracy);
  });

  test('the test set at the end alone: the same training, nothing validated', async () => {
    const { history, epochs, evaluation, predictedDigits } = await runExperiment(small(), data, { device });
    const atEnd = await runExperiment(small(), data, { device, split: { kind: 'testAtEnd' } });
    expect(Object.keys(atEnd.history)).toEqual(['loss', 'accuracy']);
    expect(atEnd.history['loss']).toEqual(history['loss']);
    expect(atEnd.epochs[1]).not.toHaveProperty('validationLoss');
    expect(atEnd.evaluation).toEqual(evaluation);
    expect(evaluation).toMatchObject({ set: 'test', count: 1010, accuracy: epochs[1]!.validationAccuracy });
    expect(atEnd.predictedDigits).toBe(predictedDigits);
  });

  test('diagnoses, where they are asked for, change nothing of the training', async () => {
    const plain = await runExperiment(small(), data, { device });
    const told: number[] = [];
    const onDiagnosis = ({ epoch }: { readonly epoch: number }): void => void told.push(epoch);
    const diagnosed = await runExperiment(small(), data, { device, diagnose: true, onDiagnosis });
    expect(diagnosed.history).toEqual(plain.history);
    expect(plain.diagnoses).toEqual([]);
    expect(diagnosed.diagnoses.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    expect(told).toEqual([0, 1, 2]);
    const [before, , after] = diagnosed.diagnoses;
    expect(after!.loss).toBeLessThan(before!.loss);
    expect(after!.layers.map(({ type }) => type)).toEqual(['flatten', 'dense', 'dropout', 'dense']);
  });

  test('a signal ends the run with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = runExperiment(small({ epochs: 1000 }), data, {
      device,
      signal: controller.signal,
      onProgress: ({ type }) => {
        if (type === 'epochEnd') controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
  });

  test('a model of another seed is refused', async () => {
    const model = buildModel(small(), { seed: 2 });
    await expect(runExperiment(small(), data, { device, seed: 3, model })).rejects.toThrow(
      "built with the run's seed 3",
    );
    await model.dispose();
  });

  test('a folder without a model, and one with a damaged experiment', async () => {
    await expect(loadTrainedModel(folder)).rejects.toThrow('holds no model (model.json)');
    await writeFile(join(folder, 'model.json'), '{}');
    await expect(loadTrainedModel(folder)).rejects.toThrow('experiment.json: cannot be read');
    await writeFile(join(folder, 'experiment.json'), '{"nmae": 1}');
    const error: unknown = await loadTrainedModel(folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DamagedExperimentError);
    const { kind, message, problems } = error as DamagedExperimentError;
    expect([kind, problems.length]).toEqual(['data', 5]);
    for (const { sentence } of problems) expect(message).toContain(`\n  ${sentence}`);
    expect(message).toContain('unknown key "nmae"; did you mean "name"?');
  });
});
