import { describe, expect, test } from 'vitest';
import { comparePaired, compareSamples, meanIsZero } from './comparison-of-means.ts';

// Student's sleep data, as R has it in `sleep`: hours gained with two drugs by the same ten patients.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('in pairs', () => {
  test('Student’s own example', () => {
    // t.test(second, first, paired = TRUE): t = 4.0621, df = 9, p = 0.002833, interval 0.7001142 to 2.4598858.
    const { difference, low, high, pValue, n, design } = comparePaired(first, second);
    expect([n, design]).toEqual([10, 'paired']);
    expect(difference).toBeCloseTo(1.58, 12);
    expect(low).toBeCloseTo(0.7001142, 6);
    expect(high).toBeCloseTo(2.4598858, 6);
    expect(pValue).toBeCloseTo(0.00283289, 7);
  });

  test('swapped sides differ in sign alone', () => {
    const [there, back] = [comparePaired(first, second), comparePaired(second, first)];
    expect(back.pValue).toBeCloseTo(there.pValue!, 14);
    expect(back.low).toBeCloseTo(-there.high!, 14);
  });

  test('no spread is no certainty: signs that agree by chance', () => {
    expect(comparePaired([0.1, 0.1, 0.1], [0.3, 0.3, 0.3])).toMatchObject({ pValue: 0.25, low: null, high: null });
    expect(comparePaired([0.1, 0.1, 0.1, 0.1, 0.1], [0.3, 0.3, 0.3, 0.3, 0.3]).pValue).toBe(1 / 16);
    expect(comparePaired([0.1, 0.2, 0.3], [0.1, 0.2, 0.3]).pValue).toBe(1);
  });

  test('what cannot be seen more finely has at least that spread', () => {
    // t = 5 / (0.5 / √3) = 17.32 of 2 degrees of freedom: p = 1 − t / √(2 + t²).
    const t = 5 / (0.5 / Math.sqrt(3));
    expect(meanIsZero([5, 5, 5], { resolution: 0.5 }).pValue).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
  });

  test('fewer than three seeds have no p-value, one has no interval either', () => {
    expect(comparePaired([1, 2], [3, 5])).toMatchObject({ difference: 2.5, pValue: null });
    expect(comparePaired([1, 2], [3, 5]).low).not.toBeNull();
    expect(comparePaired([1], [3])).toMatchObject({ difference: 2, low: null, pValue: null });
    expect(() => comparePaired([1], [1, 2])).toThrow('one for each');
  });
});

describe('two samples', () => {
  test('Welch’s test of the same data', () => {
    // t.test(second, first): t = 1.8608, df = 17.776, p = 0.07939; with 17 degrees of freedom pt gives 0.0801.
    const { difference, pValue, design } = compareSamples(first, second);
    expect(design).toBe('unpaired');
    expect(difference).toBeCloseTo(1.58, 12);
    expect(pValue).toBeGreaterThan(0.07939);
    expect(pValue).toBeLessThan(0.081);
  });

  test('equal sizes and spreads: all 2n − 2 degrees of freedom', () => {
    // t = 3 / √(2 · 1 / 3) = 3.674 of 4 degrees of freedom; from t's closed form 2 · (½ − sin θ (1 + ½ cos² θ) / 2).
    const { pValue } = compareSamples([1, 2, 3], [4, 5, 6]);
    const sine = Math.sin(Math.atan(3 / Math.sqrt(2 / 3) / 2));
    expect(pValue).toBeCloseTo(1 - sine * (1 + (1 - sine * sine) / 2), 12);
  });

  test('no spread on either side: one arrangement of all', () => {
    expect(compareSamples([1, 1, 1], [2, 2, 2]).pValue).toBeCloseTo(2 / 20, 12);
    expect(compareSamples([1, 1, 1], [1, 1, 1]).pValue).toBe(1);
    expect(compareSamples([1, 1], [2, 2, 2]).pValue).toBeNull();
    expect(compareSamples([1], [2, 3, 4])).toMatchObject({ low: null, pValue: null });
  });
});
