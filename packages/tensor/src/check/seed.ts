/** Checks of what random numbers are made from. */
import { check } from './numbers.ts';

/** A whole number in [0, 2⁵³): the key of the generator. */
export function seedOf(where: string, value: unknown): number {
  check(where, 'seed', value, 'a whole number in [0, 2⁵³)', Number.isSafeInteger(value) && (value as number) >= 0);
  return value as number;
}

/** A whole number in [0, 2³²): tells streams of one seed apart. */
export function streamOf(where: string, value: unknown): number {
  const holds = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff;
  check(where, 'stream', value, 'a whole number in [0, 2³²)', holds);
  return value as number;
}
