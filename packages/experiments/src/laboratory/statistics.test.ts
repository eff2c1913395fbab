import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcnemar, scaleOf, shareDiffers, summarize } from './statistics.ts';

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

describe('shares', () => {
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 });

  test('a known sample', () => {
    // mean 0.9, sd 0.05, n 3: 4.302653 · 0.05 / (√3 · 0.09) = 1.380096 about ln 9, put back by hand.
    const { low, high } = summarize([0.85, 0.9, 0.95], 'share');
    expect(low).toBeCloseTo(1 / (1 + Math.exp(-(Math.log(9) - 1.380096))), 5);
    expect(high).toBeCloseTo(1 / (1 + Math.exp(-(Math.log(9) + 1.380096))), 5);
  });

  test('the interval stays within 0 and 1, holds the mean, and turns with the shares', () => {
    fc.assert(
      fc.property(shares, (values) => {
        const { low, high, mean } = summarize(values, 'share');
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(low).toBeLessThanOrEqual(mean + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-12);
        const turned = summarize(
          values.map((value) => 1 - value),
          'share',
        );
        expect(turned.low).toBeCloseTo(1 - high!, 9);
      }),
    );
  });

  test('the test and the interval agree', () => {
    const inner = fc.array(fc.double({ min: 0.1, max: 0.9, noNaN: true }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(inner, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, expected) => {
        const { low, high, sd } = summarize(values, 'share');
        fc.pre(sd! > 0.01 && Math.abs(expected - low!) > 1e-6 && Math.abs(expected - high!) > 1e-6);
        expect(shareDiffers(values, expected, 0)! < 0.05).toBe(expected < low! || expected > high!);
      }),
    );
  });

  test('alike is not known for ever: the resolution; two are too few', () => {
    expect(shareDiffers([0.1135, 0.1135, 0.1135], 0.95, 0.001)).toBeLessThan(1e-4);
    expect(shareDiffers([0.95, 0.95, 0.95], 0.951, 0.001)).toBeGreaterThan(0.05);
    expect(shareDiffers([1, 1, 1], 0.95, 0.001)).toBeLessThan(0.05);
    expect(shareDiffers([0.1, 0.1], 0.9, 0.001)).toBeNull();
  });

  test('accuracies are shares, losses are not', () => {
    expect(['validationAccuracy', 'sparseTopKCategoricalAccuracy'].map(scaleOf)).toEqual(['share', 'share']);
    expect(['loss', 'validationLoss', 'learningRate'].map(scaleOf)).toEqual(['real', 'real', 'real']);
  });
});
