/** Random arrays on the host: initial weights and shuffles. Each is a function of (seed, stream) alone. */
import { ArgumentError } from '../errors.ts';
import { keyOf, philox } from './philox.ts';

function checkSeed(where: string, seed: number, stream: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(where, 'seed', 'a whole number in [0, 2⁵³)', seed);
  if (!Number.isInteger(stream) || stream < 0 || stream > 0xffffffff) {
    throw new ArgumentError(where, 'stream', 'a whole number in [0, 2³²)', stream);
  }
}

/** The words of a stream in order: word i is word i mod 4 of block ⌊i / 4⌋. */
function words(where: string, seed: number, stream: number): () => number {
  checkSeed(where, seed, stream);
  const key = keyOf(seed);
  const block = new Uint32Array(4);
  let next = 0;
  return () => {
    if (next % 4 === 0) philox([(next / 4) % 0x100000000, Math.floor(next / 4 / 0x100000000), stream, 0], key, block);
    return block[next++ % 4]!;
  };
}

/** `length` numbers uniform in [min, max), 24 random bits each; [0, 1) by default. */
export function uniform(
  seed: number,
  stream: number,
  length: number,
  { min = 0, max = 1 }: { readonly min?: number; readonly max?: number } = {},
): Float32Array {
  const word = words('uniform', seed, stream);
  return Float32Array.from({ length }, () => min + (max - min) * ((word() >>> 8) / 0x1000000));
}

/** `length` numbers of a normal distribution, by Box and Muller's transform. */
export function normal(
  seed: number,
  stream: number,
  length: number,
  { mean = 0, standardDeviation = 1 }: { readonly mean?: number; readonly standardDeviation?: number } = {},
): Float32Array {
  const word = words('normal', seed, stream);
  const result = new Float32Array(length);
  for (let at = 0; at < length; at += 2) {
    // 1 − u lies in (0, 1], so that the logarithm is finite.
    const radius = standardDeviation * Math.sqrt(-2 * Math.log(1 - word() / 0x100000000));
    const angle = (2 * Math.PI * word()) / 0x100000000;
    result[at] = mean + radius * Math.cos(angle);
    if (at + 1 < length) result[at + 1] = mean + radius * Math.sin(angle);
  }
  return result;
}

/** The numbers 0 … length − 1 in random order, each order equally likely (Fisher and Yates, without modulo bias). */
export function permutation(seed: number, stream: number, length: number): Int32Array {
  const word = words('permutation', seed, stream);
  const below = (bound: number): number => {
    // 2³² mod bound, in unsigned words: engines divide those much faster than numbers above them.
    const excess = (-bound >>> 0) % bound;
    let drawn = word();
    while (excess > 0 && drawn > 0xffffffff - excess) drawn = word();
    return (drawn >>> 0) % bound;
  };
  // A plain loop: Int32Array.from takes as long as all the rest.
  const order = new Int32Array(length);
  for (let at = 0; at < length; at++) order[at] = at;
  for (let at = length - 1; at > 0; at--) {
    const other = below(at + 1);
    const kept = order[at]!;
    order[at] = order[other]!;
    order[other] = kept;
  }
  return order;
}
