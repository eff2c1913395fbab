import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatCount,
  formatDifference,
  formatFixed,
  formatPercent,
  formatProbability,
  formatSeconds,
  formatShape,
  slug,
  uniqueSlugs,
} from './format.ts';

test('numbers are printed with real signs, and zero without one', () => {
  expect(formatFixed(-0.5, 2)).toBe('−0.50');
  expect(formatFixed(-0.001, 2)).toBe('0.00');
  expect(formatDifference(0.00149, 4)).toBe('+0.0015');
  expect(formatDifference(-0.0001, 4)).toBe('−0.0001');
  expect(formatDifference(-0.00001, 4)).toBe('±0.0000');
  expect(formatCount(10000)).toBe('10,000');
  expect(formatPercent(0.1135, 2)).toBe('11.35\u00a0%');
  expect(formatShape([60000, 28, 28])).toBe('(60000, 28, 28)');
  expect(formatShape([60000])).toBe('(60000,)');
});

test('a probability is never rounded to certainty', () => {
  expect(formatProbability(0.9999)).toBe('>\u00a099.9\u00a0%');
  expect(formatProbability(1)).toBe('100.0\u00a0%');
  expect(formatProbability(1e-9)).toBe('<\u00a00.1\u00a0%');
  expect(formatProbability(0)).toBe('0.0\u00a0%');
});

test('durations read well from fractions of a second to minutes', () => {
  expect(formatSeconds(0.421)).toBe('0.42\u00a0s');
  expect(formatSeconds(24.61)).toBe('24.6\u00a0s');
  expect(formatSeconds(185.2)).toBe('3\u00a0min 5\u00a0s');
});

test('no formatter prints NaN or Infinity', () => {
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    for (const text of [
      formatFixed(value, 2),
      formatDifference(value, 2),
      formatCount(value),
      formatPercent(value, 1),
      formatProbability(value),
      formatSeconds(value),
    ]) {
      expect(text).toBe('–');
    }
  }
});

test('slugs are safe as file names and never repeat', () => {
  expect(slug('Wide ReLU / 2')).toBe('wide-relu-2');
  expect(slug('../..')).toBe('run');
  expect(uniqueSlugs(['v1', 'V1', 'v1-2'])).toEqual(['v1', 'v1-2', 'v1-2-2']);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }), (names) => {
      const slugs = uniqueSlugs(names);
      expect(new Set(slugs).size).toBe(names.length);
      for (const one of slugs) expect(one).toMatch(/^[a-z0-9-]+$/);
    }),
  );
});
