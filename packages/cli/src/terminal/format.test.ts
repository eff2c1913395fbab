import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatDuration,
  formatMetric,
  formatMicroseconds,
  formatShare,
  formatSpread,
} from './format.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0.00s'],
    [0.204, '0.20s'],
    [4.04, '4.0s'],
    [9.96, '10s'],
    [59.4, '59s'],
    [59.6, '1m 00s'],
    [125, '2m 05s'],
    [3599.6, '1h 00m'],
    [3720, '1h 02m'],
  ])('%s seconds is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatMicroseconds', () => {
  it.each([
    [3.14, '3.1µs'],
    [190.4, '190µs'],
    [999.6, '1.0ms'],
    [11_200, '11ms'],
    [2_000_000, '2.0s'],
  ])('%s is %s', (value, text) => expect(formatMicroseconds(value)).toBe(text));
});

describe('formatShare', () => {
  it.each([
    [0, '0.00 %'],
    [0.97312, '97.31 %'],
    [1, '100.00 %'],
    [1.5957, '1.5957'],
    [-0.25, '-0.2500'],
    [Number.NaN, 'NaN'],
  ])('%s is %s', (value, text) => expect(formatShare(value)).toBe(text));
});

describe('formatMetric', () => {
  it.each([
    [0.55666, '0.5567'],
    [0, '0.0000'],
    [0.00012345, '1.2345e-4'],
    [2.3166, '2.3166'],
    [Number.NaN, 'NaN'],
  ])('%s is %s', (value, text) => expect(formatMetric(value)).toBe(text));
});

it('formats differences, counts and sizes', () => {
  expect(formatDifference(0.0013)).toBe('+0.0013');
  expect(formatDifference(-0.0013)).toBe('−0.0013');
  expect(formatDifference(-0.00001)).toBe('±0.0000');
  expect(formatCount(60000)).toBe('60,000');
  expect(formatBytes(47040016)).toBe('47.0 MB');
  expect(formatBytes(10008)).toBe('10.0 kB');
  expect(formatBytes(16)).toBe('16 B');
});

it('formats spreads as the values beside them', () => {
  expect([0, 0.00094905, 0.0121, 0.00001234].map(formatSpread)).toEqual(['0.0000', '0.0009', '0.0121', '1.2e-5']);
});
