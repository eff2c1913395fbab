import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curvesOf, lastEpochSummaries } from './curves.ts';

describe('curvesOf', () => {
  test('has the mean and one standard deviation on either side', () => {
    const { loss } = curvesOf([{ loss: [1, 5] }, { loss: [2, 5] }, { loss: [3, 5] }]);
    // 1, 2, 3 have the mean 2 and the deviations −1, 0, 1: √(2 / (3 − 1)) = 1.
    expect(loss).toEqual({ mean: [2, 5], low: [1, 5], high: [3, 5] });
  });

  test('goes on with the runs that trained longer', () => {
    const { loss } = curvesOf([{ loss: [1, 3, 7] }, { loss: [3] }]);
    expect(loss!.mean).toEqual([2, 3, 7]);
    expect(loss!.low!.slice(1)).toEqual([3, 7]);
    expect(loss!.high!.slice(1)).toEqual([3, 7]);
  });

  test('has the quantities that all runs have, and none without runs', () => {
    expect(Object.keys(curvesOf([{ loss: [1], accuracy: [1] }, { accuracy: [1] }]))).toEqual(['accuracy']);
    expect(curvesOf([])).toEqual({});
  });

  test('leaves out what is not finite', () => {
    const { loss } = curvesOf([{ loss: [1, Number.NaN] }, { loss: [3, Number.POSITIVE_INFINITY] }]);
    expect(loss!.mean).toEqual([2, Number.NaN]);
  });

  test('ends where the last epochs are summarized, for runs of one length', () => {
    const length = fc.integer({ min: 1, max: 5 });
    const histories = length.chain((epochs) =>
      fc.array(
        fc.record({
          loss: fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: epochs, maxLength: epochs }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    );
    fc.assert(
      fc.property(histories, (runs) => {
        const { mean, sd } = lastEpochSummaries(runs)['loss']!;
        const curve = curvesOf(runs)['loss']!;
        expect(curve.mean.at(-1)).toBe(mean);
        expect(curve.low.at(-1)).toBe(mean - (sd ?? 0));
        expect(curve.high.at(-1)).toBe(mean + (sd ?? 0));
      }),
    );
  });
});

test('lastEpochSummaries takes each run where it ended', () => {
  expect(lastEpochSummaries([{ loss: [9, 1] }, { loss: [3] }])['loss']).toMatchObject({ n: 2, mean: 2 });
  expect(lastEpochSummaries([])).toEqual({});
  const overflown = { loss: [1, Number.POSITIVE_INFINITY], accuracy: [0, 0.1] };
  expect(lastEpochSummaries([overflown, { loss: [2], accuracy: [0.3] }])['loss']).toMatchObject({ n: 1, mean: 2 });
  expect(Object.keys(lastEpochSummaries([overflown]))).toEqual(['accuracy']);
});
