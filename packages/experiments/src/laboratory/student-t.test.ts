import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentTQuantile, studentTShareWithin } from './student-t.ts';

// Two-sided, from https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm (printed with three decimals).
const published: [degreesOfFreedom: number, share: number, t: number][] = [
  [1, 0.8, 3.078],
  [1, 0.9, 6.314],
  [1, 0.95, 12.706],
  [1, 0.99, 63.657],
  [2, 0.95, 4.303],
  [3, 0.95, 3.182],
  [4, 0.95, 2.776],
  [5, 0.9, 2.015],
  [9, 0.95, 2.262],
  [9, 0.99, 3.25],
  [10, 0.95, 2.228],
  [29, 0.95, 2.045],
  [30, 0.98, 2.457],
  [60, 0.95, 2.0],
  [99, 0.95, 1.984],
  [100, 0.99, 2.626],
];

test.each(published)('ν = %i holds %f within ± %f', (degreesOfFreedom, share, t) => {
  expect(studentTQuantile(share, degreesOfFreedom)).toBeCloseTo(t, 3);
});

describe('closed forms', () => {
  test('ν = 1, Cauchy: t = tan(π share / 2)', () => {
    for (const share of [0.01, 0.5, 0.95, 0.999]) {
      expect(studentTQuantile(share, 1) / Math.tan((Math.PI * share) / 2)).toBeCloseTo(1, 12);
    }
  });

  test('ν = 2: t = share √(2 / (1 − share²))', () => {
    for (const share of [0.01, 0.5, 0.95, 0.999]) {
      expect(studentTQuantile(share, 2) / (share * Math.sqrt(2 / (1 - share ** 2)))).toBeCloseTo(1, 12);
    }
  });

  test('many degrees of freedom: the normal distribution', () => {
    expect(studentTQuantile(0.95, 1_000_000)).toBeCloseTo(1.959964, 5);
  });
});

test('quantile and share are inverse to each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (ν, share) => {
      expect(studentTShareWithin(studentTQuantile(share, ν), ν)).toBeCloseTo(share, 12);
    }),
  );
});

test('what is no distribution is refused', () => {
  expect(() => studentTQuantile(0.95, 0)).toThrow('degreesOfFreedom');
  expect(() => studentTQuantile(0.95, 1.5)).toThrow('positive whole number');
  expect(() => studentTQuantile(1, 3)).toThrow('(0, 1)');
});
