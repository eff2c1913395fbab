/** Random arrays on the host: initial weights and shuffles. Each is a function of (seed, stream) alone. */
import { check, finite, nonNegative } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { seedOf, streamOf } from '../check/seed.ts';
import { turn } from '../host/turn.ts';
import { keyOf, philoxBlock } from './philox.ts';

/** Four bytes each fill what JavaScript engines give to one array. */
const mostNumbers = 2 ** 30;

function lengthOf(where: string, value: unknown): number {
  const holds = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostNumbers;
  check(where, 'length', value, 'a whole number in [0, 2³⁰]', holds);
  return value as number;
}

/** The words of a stream in order: word i is word i mod 4 of block ⌊i / 4⌋. */
function words(where: string, seed: number, stream: number): () => number {
  const key = keyOf(seedOf(where, seed));
  streamOf(where, stream);
  const block = new Uint32Array(4);
  let next = 0;
  return () => {
    if (next % 4 === 0)
      philoxBlock([(next / 4) % 0x100000000, Math.floor(next / 4 / 0x100000000), stream, 0], key, block);
    return block[next++ % 4]!;
  };
}

/**
 * `length` numbers uniform in [min, max), 24 random bits each; [0, 1) by default.
 * @throws ArgumentError, UnknownNameError
 * @example
 * const values = uniform(1, 0, 1000, { min: -1, max: 1 }); // seed 1, stream 0
 * values.every((value) => value >= -1 && value < 1); // → true
 */
export function uniform(
  seed: number,
  stream: number,
  length: number,
  options: { readonly min?: number; readonly max?: number } = {},
): Float32Array {
  checkKeys('uniform', options, ['min', 'max']);
  const min = finite('uniform', 'min', options.min ?? 0);
  const max = finite('uniform', 'max', options.max ?? 1);
  check('uniform', 'max', max, `at least min (${min})`, max >= min);
  const word = words('uniform', seed, stream);
  const result = new Float32Array(lengthOf('uniform', length));
  for (let at = 0; at < result.length; at++) result[at] = min + (max - min) * ((word() >>> 8) / 0x1000000);
  return result;
}

/**
 * `length` numbers of a normal distribution, by Box and Muller's transform.
 * @throws ArgumentError, UnknownNameError
 * @example
 * const values = normal(1, 0, 1000, { standardDeviation: 2 }); // seed 1, stream 0
 * values.length; // → 1000
 */
export function normal(
  seed: number,
  stream: number,
  length: number,
  options: { readonly mean?: number; readonly standardDeviation?: number } = {},
): Float32Array {
  checkKeys('normal', options, ['mean', 'standardDeviation']);
  const mean = finite('normal', 'mean', options.mean ?? 0);
  const standardDeviation = nonNegative('normal', 'standardDeviation', options.standardDeviation ?? 1);
  const word = words('normal', seed, stream);
  const result = new Float32Array(lengthOf('normal', length));
  for (let at = 0; at < length; at += 2) {
    // 1 − u lies in (0, 1], so that the logarithm is finite.
    const radius = standardDeviation * Math.sqrt(-2 * Math.log(1 - word() / 0x100000000));
    const angle = (2 * Math.PI * word()) / 0x100000000;
    result[at] = mean + radius * Math.cos(angle);
    if (at + 1 < length) result[at + 1] = mean + radius * Math.sin(angle);
  }
  return result;
}

/**
 * The numbers 0 … length − 1 in random order, each order equally likely (Fisher and Yates, without modulo bias).
 * @throws ArgumentError
 * @example
 * const order = permutation(1, 0, 5); // seed 1, stream 0
 * order.toSorted(); // → [0, 1, 2, 3, 4]
 */
export function permutation(seed: number, stream: number, length: number): Int32Array {
  const { order, shuffle } = shuffling('permutation', seed, stream, length);
  shuffle(length);
  return order;
}

/** Places that are shuffled between two turns: some milliseconds. */
const placesATurn = 1 << 15;

/**
 * The same order as `permutation`, giving the host a turn now and then.
 * @throws as permutation does
 * @example
 * const order = await permutationInTurns(1, 0, 5);
 * order; // → permutation(1, 0, 5)
 */
export async function permutationInTurns(seed: number, stream: number, length: number): Promise<Int32Array> {
  const { order, shuffle } = shuffling('permutationInTurns', seed, stream, length);
  while (shuffle(placesATurn)) await turn();
  return order;
}

interface Shuffling {
  readonly order: Int32Array;
  /** Goes on for so many places, and tells whether any is left. */
  shuffle(places: number): boolean;
}

function shuffling(where: string, seed: number, stream: number, length: number): Shuffling {
  const word = words(where, seed, stream);
  const below = (bound: number): number => {
    // 2³² mod bound, in unsigned words: engines divide those much faster than numbers above them.
    const excess = (-bound >>> 0) % bound;
    let drawn = word();
    while (excess > 0 && drawn > 0xffffffff - excess) drawn = word();
    return (drawn >>> 0) % bound;
  };
  // A plain loop: Int32Array.from takes as long as all the rest.
  const order = new Int32Array(lengthOf(where, length));
  for (let at = 0; at < length; at++) order[at] = at;
  let next = length - 1;
  const shuffle = (places: number): boolean => {
    const end = Math.max(0, next - places);
    for (; next > end; next--) {
      const other = below(next + 1);
      const kept = order[next]!;
      order[next] = order[other]!;
      order[other] = kept;
    }
    return next > 0;
  };
  return { order, shuffle };
}
