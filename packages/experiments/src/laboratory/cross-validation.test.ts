import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import type { RunResult } from '../run/run-result.ts';
import { crossValidation } from './cross-validation.ts';

const run = (fold: number, accuracy: number, right: number) => ({
  fold,
  directory: `runs/fold-${fold}`,
  result: {
    history: { loss: [1, 0.5], validationAccuracy: [0.1, accuracy] },
    confusionMatrix: [
      [right, 1],
      [2, right],
    ],
  } as unknown as RunResult,
});

describe('crossValidation', () => {
  const parts = { experiment: experiments.v1, folds: 3, seed: 4, final: null };
  const result = crossValidation({ ...parts, runs: [run(3, 0.75, 5), run(1, 0.25, 3), run(2, 0.5, 4)] });

  test('has the folds in their order', () => {
    expect(result).toMatchObject({ kind: 'crossValidation', folds: 3, seed: 4, final: null });
    expect(result.runs.map(({ fold }) => fold)).toEqual([1, 2, 3]);
  });

  test('summarizes the last epoch over the folds, and the epochs as curves', () => {
    expect(result.summaries['validationAccuracy']).toMatchObject({ n: 3, mean: 0.5, sd: 0.25 });
    expect(result.curves['validationAccuracy']).toEqual({ mean: [0.1, 0.5], low: [0.1, 0.25], high: [0.1, 0.75] });
    expect(result.curves['loss']).toEqual({ mean: [1, 0.5], low: [1, 0.5], high: [1, 0.5] });
  });

  test('adds the confusions of the folds up', () => {
    expect(result.confusionMatrix).toEqual([
      [12, 3],
      [6, 12],
    ]);
  });
});
