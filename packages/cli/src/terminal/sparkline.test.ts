import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonScale, sparkline } from './sparkline.ts';

test('eight heights from the least to the most', () => {
  const values = [0, 1, 2, 3, 4, 5, 6, 7];
  expect(sparkline(values, [0, 7], 80)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([...values].reverse(), [0, 14], 80)).toBe('▅▄▃▃▂▂▁▁');
  expect(sparkline([3, 3], [3, 3], 80)).toBe('▅▅');
  expect(sparkline([1, Number.NaN, 0], [0, 1], 80)).toBe('█·▁');
});

test('many values are thinned, and the last one stays', () => {
  expect(sparkline([0, 0, 0, 1, 0, 1, 0, 1], [0, 1], 4)).toBe('▁███');
  expect(sparkline([0, 0, 1], [0, 1], 1)).toBe('█');
});

test('it is as long as it may be, and no longer', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 100 }), fc.integer({ min: 1, max: 60 }), (values, width) => {
      const scale = commonScale([values]) ?? [0, 1];
      expect([...sparkline(values, scale, width)]).toHaveLength(Math.min(values.length, width));
    }),
  );
});

test('a scale holds all lines', () => {
  expect(commonScale([[1, 2], [], [Number.POSITIVE_INFINITY, -3]])).toEqual([-3, 2]);
  expect(commonScale([[Number.NaN], []])).toBeUndefined();
});
