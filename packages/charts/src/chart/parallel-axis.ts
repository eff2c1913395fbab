/**
 * One axis of parallel coordinates: where a value lies on it, and what is written beside it. Texts are categories in the order
 * given; numbers are on a logarithmic scale where they are positive and span ten times or more.
 */

import { axisScale } from './scale.ts';

export type AxisValue = string | number;

export interface ParallelAxis {
  readonly kind: 'category' | 'linear' | 'log';
  /** From 0, the lower end, to 1. */
  readonly share: (value: AxisValue) => number;
  /** Values to be written, from the lower end; `apart` is the least distance between two as a share. */
  readonly ticks: (apart: number) => readonly { readonly share: number; readonly text: string }[];
  /** Different values. */
  readonly count: number;
}

/** So many different numbers are written as they are; of more there are round ones. */
const MOST_WRITTEN = 6;
/** Left free at both ends of an axis of numbers. */
const END = 0.04;

/** A number as short as three digits make it: `0.001`, `256`, `−0.5`. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3))).replaceAll('-', '−');
}

/** A value as an axis says it: a number in three digits, a text as it is. */
export function axisText(value: AxisValue): string {
  return typeof value === 'number' ? shortNumber(value) : value;
}

function categories(values: readonly AxisValue[]): ParallelAxis {
  const names = [...new Set(values.map(String))];
  const share = (value: AxisValue) => (names.indexOf(String(value)) + 0.5) / names.length;
  return {
    kind: 'category',
    share,
    // A category that isn't named could not be told.
    ticks: () => names.map((name) => ({ share: share(name), text: name })),
    count: names.length,
  };
}

/** Both ends and the powers of ten between them. */
function powers(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) + 1e-9);
  const count = Math.max(0, Math.floor(Math.log10(high) - 1e-9) - first + 1);
  return [low, ...Array.from({ length: count }, (_, at) => 10 ** (first + at)), high];
}

function rounded(low: number, high: number): number[] {
  const { min, step, digits } = axisScale([low, high], { minSpan: 1e-9, steps: 4 });
  const count = Math.floor((high - min) / step + 1e-9);
  const inner = Array.from({ length: count + 1 }, (_, at) => Number((min + at * step).toFixed(digits)));
  return inner.filter((value) => value >= low && value <= high);
}

/** The ends first, then what has room between them. */
function withRoom(shares: readonly number[], apart: number): number[] {
  const kept: number[] = [];
  for (const at of new Set([0, shares.length - 1, ...shares.keys()])) {
    if (kept.every((other) => Math.abs(shares[other]! - shares[at]!) >= apart)) kept.push(at);
  }
  return kept.sort((a, b) => a - b);
}

function numbers(values: readonly number[]): ParallelAxis {
  const different = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = [different[0]!, different.at(-1)!];
  const isLog = low > 0 && Math.log10(high) - Math.log10(low) >= 1 - 1e-9;
  const place = (value: number) => {
    if (high === low) return 0.5;
    const within = isLog
      ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
      : (value - low) / (high - low);
    return END + within * (1 - 2 * END);
  };
  const round = isLog ? powers(low, high) : rounded(low, high);
  const written = different.length <= MOST_WRITTEN || round.length < 2 ? different : round;
  return {
    kind: isLog ? 'log' : 'linear',
    share: (value) => place(Number(value)),
    ticks: (apart) => {
      const shares = written.map(place);
      return withRoom(shares, apart).map((at) => ({ share: shares[at]!, text: shortNumber(written[at]!) }));
    },
    count: different.length,
  };
}

/** The axis that fits values, at least one. */
export function parallelAxis(values: readonly AxisValue[]): ParallelAxis {
  const all = values.filter((value) => typeof value === 'number' && Number.isFinite(value));
  return all.length === values.length ? numbers(all as number[]) : categories(values);
}
