/** How far values are from known ones. */
import type { NdArray } from '../data/nd-array.ts';

export function relative(value: number, expected: number): number {
  return expected === 0 ? Math.abs(value) : Math.abs(value - expected) / Math.abs(expected);
}

export function farthest(arrays: readonly NdArray[], expected: readonly (readonly number[])[]): number {
  const errors = expected.flatMap((values, at) => values.map((value, i) => Math.abs(arrays[at]!.data[i]! - value)));
  return Math.max(0, ...errors);
}
