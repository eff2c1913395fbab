import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisScale, epochTicks, logScale } from './scale.ts';

test('limits are round and end exactly on ticks', () => {
  expect(axisScale([0.8311, 0.975], { minSpan: 0.04, floor: 0, ceiling: 1 })).toEqual({
    min: 0.8,
    max: 1,
    step: 0.05,
    digits: 2,
  });
  // 23 · 0.1 is 2.3000000000000003: an axis that starts there hides reference lines.
  expect(axisScale([Math.LN10, 2.3728], { minSpan: 0.02, floor: 0 }).min).toBe(2.3);
});

test('equal values get a plot of their own height, no values get the default one', () => {
  const { min, max } = axisScale([0.1135, 0.1135], { minSpan: 0.04 });
  expect(max - min).toBeGreaterThanOrEqual(0.04);
  expect(axisScale([], { minSpan: 1 })).toMatchObject({ min: 0, max: 1 });
  expect(axisScale([Number.NaN], { minSpan: 1 })).toMatchObject({ min: 0, max: 1 });
});

test('every finite value lies within the limits', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const { min, max, step } = axisScale(values, { minSpan: 0.01 });
      // Limits are rounded to the step's decimals; the tolerance of one millionth of a step is in the code.
      expect(min - 2e-6 * step).toBeLessThanOrEqual(Math.min(...values));
      expect(max + 2e-6 * step).toBeGreaterThanOrEqual(Math.max(...values));
      expect((max - min) / step).toBeLessThan(12);
    }),
  );
});

test('epoch ticks are whole, rising, few, and hold the first and the last epoch', () => {
  expect(epochTicks(1, 6)).toEqual([1]);
  expect(epochTicks(3, 6)).toEqual([1, 2, 3]);
  expect(epochTicks(20, 6)).toEqual([1, 5, 10, 15, 20]);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100_000 }), (last) => {
      const ticks = epochTicks(last, 6);
      expect(ticks[0]).toBe(1);
      expect(ticks.at(-1)).toBe(last);
      expect(ticks.length).toBeLessThanOrEqual(8);
      for (let i = 1; i < ticks.length; i += 1) expect(ticks[i]).toBeGreaterThan(ticks[i - 1]!);
    }),
  );
});

test('a logarithmic axis covers the positive values with powers of ten, few enough to label', () => {
  expect(logScale([0.003, 0.4, 0, -1, Number.NaN])).toEqual({ min: 0.001, max: 1, every: 1 });
  expect(logScale([10])).toEqual({ min: 10, max: 100, every: 1 });
  expect(logScale([1e-12, 1]).every).toBe(3);
  expect(logScale([])).toEqual({ min: 0.1, max: 1, every: 1 });
});

test('epochs may begin at 0', () => {
  expect(epochTicks(20, 6, 0)).toEqual([0, 5, 10, 15, 20]);
  expect(epochTicks(3, 6, 0)).toEqual([0, 1, 2, 3]);
});
