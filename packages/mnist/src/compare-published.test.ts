import type { RunResult } from '@inkgrad/experiments';
import { expect, test } from 'vitest';
import { comparePublished } from './compare-published.ts';
import { experiments, type PublishedName } from './experiments/published-experiments.ts';
import { published } from './published.ts';

/** The published run as if it were ours. */
function publishedRun(name: PublishedName): RunResult {
  const { history, predictionOfTestSample1000: predicted } = published.experiments[name];
  return {
    experiment: name,
    title: experiments[name].title,
    config: { ...experiments[name], seed: 3 },
    backend: 'reference',
    backendDescription: 'reference',
    seed: 3,
    split: { kind: 'test' },
    epochs: history,
    seconds: 1,
    history: {},
    evaluation: { set: 'test', count: 10_000, loss: 0, accuracy: 0 },
    predictedDigits: '',
    diagnoses: [],
    predictionOfTestSample1000: { label: 9, predicted, probabilities: [] },
    confusionMatrix: [],
    mistakes: [],
    dataShapes: [
      { name: 'training images', shape: [60_000, 28, 28] },
      { name: 'training labels', shape: [60_000] },
      { name: 'test images', shape: [10_000, 28, 28] },
      { name: 'test labels', shape: [10_000] },
    ],
    parameterCount: 0,
    summary: '',
  };
}

/** The run with figures of the last epoch replaced. */
function ended(run: RunResult, last: Partial<RunResult['epochs'][number]>): RunResult {
  return { ...run, epochs: [...run.epochs.slice(0, -1), { ...run.epochs.at(-1)!, ...last }] };
}

test('the figures are the notebook printed ones: 20 epochs, first and last known', () => {
  const { v1, v2 } = published.experiments;
  for (const { history } of [v1, v2])
    expect(history.map(({ epoch }) => epoch)).toEqual([...Array(20)].map((_, i) => i + 1));
  expect(v1.history[0]).toMatchObject({ loss: 0.5567, accuracy: 0.8311, validationLoss: 0.2029 });
  expect(v1.history[19]).toMatchObject({ validationLoss: 0.0965, validationAccuracy: 0.9738 });
  expect(v2.history[19]).toMatchObject({ loss: 2.3178, validationLoss: 2.3166, validationAccuracy: 0.1135 });
});

test('the published runs reproduce themselves, whatever the seed', () => {
  for (const name of ['v1', 'v2'] as const) {
    const comparison = comparePublished(publishedRun(name))!;
    expect(comparison).toMatchObject({ reproduced: true, notJudgedBecause: null });
    expect(comparison.epochs).toHaveLength(20);
    expect(comparison.checks).toHaveLength(3);
  }
});

test('a figure out of its band is found', () => {
  const failed = (run: RunResult) =>
    comparePublished(run)!
      .checks.filter(({ passed }) => !passed)
      .map(({ name }) => name);
  expect(failed(ended(publishedRun('v1'), { validationAccuracy: 0.9679 }))).toEqual(['validationAccuracy']);
  expect(failed(ended(publishedRun('v1'), { validationLoss: 0.1151 }))).toEqual(['validationLoss']);
  expect(failed(ended(publishedRun('v2'), { validationLoss: 2.3157 }))).toEqual(['validationLoss']);
  expect(failed(ended(publishedRun('v2'), { validationAccuracy: 0.1136 }))).toEqual(['validationAccuracy']);
  // As f32 division on a device has it.
  expect(failed(ended(publishedRun('v2'), { validationAccuracy: Math.fround(0.1135) }))).toEqual([]);
  const other = { ...publishedRun('v2'), predictionOfTestSample1000: { label: 9, predicted: 9, probabilities: [] } };
  expect(failed(other)).toEqual(['predictionOfTestSample1000']);
});

test('a run that is not the published one is shown but not judged', () => {
  const run = publishedRun('v1');
  const changed = { ...run, config: { ...run.config, batchSize: 32 } };
  expect(comparePublished(changed)).toMatchObject({ reproduced: null, checks: [] });
  expect(comparePublished(changed)!.notJudgedBecause).toBe('its configuration is not the published one');
  const short = { ...run, config: { ...run.config, epochs: 2 }, epochs: run.epochs.slice(0, 2) };
  expect(comparePublished(short)!.notJudgedBecause).toBe('it trained 2 epochs, the published run 20');
  expect(comparePublished(short)!.epochs).toHaveLength(2);
  expect(comparePublished({ ...run, experiment: 'mine' })).toBeUndefined();
});
