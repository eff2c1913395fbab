import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { bestSentence, type SweepRun, sweep } from './sweep.ts';

const run = (seed: number, accuracy: number, loss = 1 - accuracy): SweepRun => ({
  seed,
  directory: `runs/seed-${seed}`,
  history: { validationAccuracy: [0, accuracy], validationLoss: [9, loss] },
  seconds: 1,
  testAccuracy: accuracy,
});
const failed: SweepRun = {
  seed: 1,
  directory: 'runs/x',
  history: {},
  seconds: 0,
  testAccuracy: null,
  failure: 'the loss is NaN.',
};

function sweepOf(sortBy: string, ...runs: SweepRun[][]) {
  const values = runs.map((_, at) => at);
  const cells = runs.map((each, value) => ({ settings: [{ path: 'epochs', value }], runs: each }));
  const axes = [{ path: 'epochs', values }];
  const validation = { fraction: 0.2, seed: 1 };
  return sweep({ experiment: experiments.v1, axes, validation, seeds: [1, 2], sortBy, cells });
}

const order = (result: ReturnType<typeof sweepOf>) => result.cells.map(({ settings }) => settings[0]!.value);

describe('sweep', () => {
  test('summarizes the seeds of each cell after their last epoch', () => {
    const { cells, kind } = sweepOf('validationAccuracy', [run(1, 0.5), run(2, 0.75)]);
    expect(kind).toBe('sweep');
    expect(cells[0]!.summaries['validationAccuracy']).toMatchObject({ n: 2, mean: 0.625 });
    // Two values 0.25 apart: each 0.125 from the mean, √(2 · 0.125² / 1).
    expect(cells[0]!.summaries['validationAccuracy']!.sd).toBeCloseTo(0.125 * Math.SQRT2, 12);
  });

  test('puts large accuracies and small losses first', () => {
    const cells = [[run(1, 0.5, 0.3)], [run(1, 0.9, 0.2)], [run(1, 0.7, 0.4)]];
    expect(order(sweepOf('validationAccuracy', ...cells))).toEqual([1, 2, 0]);
    expect(order(sweepOf('validationLoss', ...cells))).toEqual([1, 0, 2]);
  });

  test('keeps the order of the grid among equals', () => {
    expect(order(sweepOf('validationAccuracy', [run(1, 0.5)], [run(1, 0.5)], [run(1, 0.6)]))).toEqual([2, 0, 1]);
  });

  test('leaves runs that failed out of the figures, and puts cells without any last', () => {
    const result = sweepOf('validationAccuracy', [failed, failed], [failed, run(2, 0.1)], [run(1, 0.9), run(2, 0.9)]);
    expect(order(result)).toEqual([2, 1, 0]);
    expect(result.cells.map(({ summaries }) => summaries['validationAccuracy']?.n)).toEqual([2, 1, undefined]);
    expect(order(sweepOf('validationLoss', [failed], [run(1, 0.1, 1e30)]))).toEqual([1, 0]);
    expect(result.cells[1]!.runs[0]!.failure).toBe('the loss is NaN.');
  });
});

describe('the best and the next', () => {
  const seeds = (...values: number[]): SweepRun[] => values.map((value, at) => run(at + 1, value));

  test('are compared on the same seeds, corrected for all pairs', () => {
    const result = sweepOf(
      'validationAccuracy',
      seeds(0.9, 0.91, 0.92),
      seeds(0.95, 0.961, 0.97),
      seeds(0.3, 0.31, 0.3),
    );
    const [best, second, third] = result.cells;
    expect(best!.besideBest).toBeNull();
    // Differences 0.05, 0.051 and 0.05: t of 2 degrees of freedom about 151; the third of three p-values stays as it is.
    expect(second!.besideBest).toMatchObject({ design: 'paired', n: 3, difference: expect.closeTo(0.050333, 6) });
    expect(second!.besideBest!.adjusted).toBeGreaterThanOrEqual(second!.besideBest!.pValue!);
    expect(third!.besideBest!.adjusted).toBeGreaterThanOrEqual(third!.besideBest!.pValue!);
    expect(bestSentence(result)).toMatch(
      /^It differs from the next by 0\.050 on the same seeds, more than chance explains/,
    );
  });

  test('that differ as seeds do are not told apart, nor are two seeds', () => {
    const alike = sweepOf('validationAccuracy', seeds(0.9, 0.95, 0.92), seeds(0.93, 0.9, 0.95));
    expect(bestSentence(alike)).toMatch(/is not shown \(p 0\.\d+, corrected for all pairs\)\.$/);
    const few = sweepOf('validationAccuracy', seeds(0.9, 0.91), seeds(0.3, 0.31));
    expect(bestSentence(few)).toBe(
      '2 of the at least 3 seeds that a verdict takes: whether it is more than their spread cannot be said.',
    );
    expect(bestSentence(sweepOf('validationAccuracy', seeds(0.9)))).toBeUndefined();
    expect(bestSentence(sweepOf('validationAccuracy', seeds(0.9, 0.8), [failed, failed]))).toContain('no result');
  });
});
