import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcnemar, summarize } from './statistics.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('summarize', () => {
  test('a known sample', () => {
    // Mean 5, squares 32 of 7; t of 7 degrees of freedom 2.364624.
    const { n, mean, sd, low, high } = summarize([2, 4, 4, 4, 5, 5, 7, 9]);
    expect([n, mean]).toEqual([8, 5]);
    expect(sd).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(low).toBeCloseTo(5 - (2.364624 * Math.sqrt(32 / 7)) / Math.sqrt(8), 5);
    expect(high! - mean).toBeCloseTo(mean - low!, 12);
  });

  test('one value has no spread, equal values none either', () => {
    expect(summarize([0.97])).toEqual({ n: 1, mean: 0.97, sd: null, low: null, high: null });
    expect(summarize([0.97, 0.97, 0.97])).toEqual({ n: 3, mean: 0.97, sd: 0, low: 0.97, high: 0.97 });
  });

  test('nothing, and what is no number, are refused', () => {
    expect(() => summarize([])).toThrow('at least one value');
    expect(() => summarize([1, Number.NaN])).toThrow('finite numbers');
  });

  test('it moves and stretches with the values', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 30 }),
        value,
        fc.integer({ min: 1, max: 9 }),
        (values, by, times) => {
          const plain = summarize(values);
          const moved = summarize(values.map((each) => each * times + by));
          // Ten digits of the largest value.
          const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-10 * 1e7 * times);
          near(moved.mean, plain.mean * times + by);
          near(moved.sd!, plain.sd! * times);
          near(moved.low!, plain.low! * times + by);
          near(moved.high!, plain.high! * times + by);
          expect(plain.low).toBeLessThanOrEqual(plain.mean);
          expect(plain.high).toBeGreaterThanOrEqual(plain.mean);
        },
      ),
    );
  });
});

/** Pascal's triangle, for few trials. */
function exactly(successes: number, trials: number): number {
  let row = [1];
  for (let n = 0; n < trials; n++) row = [...row, 0].map((count, k) => count + (row[k - 1] ?? 0));
  return row.slice(0, successes + 1).reduce((sum, count) => sum + count, 0) / 2 ** trials;
}

describe('mcnemar', () => {
  test('a known table', () => {
    // scipy.stats.binomtest(6, 22).pvalue, and (10 − 1)² / 22.
    const { statistic, pValue } = mcnemar(6, 16);
    expect(pValue).toBeCloseTo(0.0524787, 6);
    expect(statistic).toBeCloseTo(81 / 22, 12);
  });

  test('models that never differ, differ alike, differ always', () => {
    expect(mcnemar(0, 0)).toEqual({ onlyA: 0, onlyB: 0, statistic: 0, pValue: 1 });
    expect(mcnemar(5, 5)).toEqual({ onlyA: 5, onlyB: 5, statistic: 0, pValue: 1 });
    expect(mcnemar(10_000, 0)).toMatchObject({ pValue: 0 });
    expect(mcnemar(0, 10).pValue).toBeCloseTo(2 / 1024, 14);
  });

  test('the p-value is that of counted coin flips, and symmetric', () => {
    const count = fc.integer({ min: 0, max: 25 });
    fc.assert(
      fc.property(count, count, (onlyA, onlyB) => {
        const expected = Math.min(1, 2 * exactly(Math.min(onlyA, onlyB), onlyA + onlyB));
        const { pValue } = mcnemar(onlyA, onlyB);
        expect(pValue).toBeCloseTo(expected, 12);
        expect(mcnemar(onlyB, onlyA).pValue).toBe(pValue);
      }),
    );
  });

  test('many trials do not overflow', () => {
    // scipy.stats.binomtest(4925, 10000).pvalue
    expect(mcnemar(4925, 5075).pValue).toBeCloseTo(0.13622025265451704, 12);
  });

  test('what is no count is refused', () => {
    expect(() => mcnemar(-1, 2)).toThrow('onlyA');
    expect(() => mcnemar(1, 2.5)).toThrow('onlyB');
  });
});
