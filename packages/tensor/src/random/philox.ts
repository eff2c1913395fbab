/**
 * Philox 4×32-10: a counter-based generator. Four words are a pure function of a 128-bit counter and a 64-bit key,
 * so any part of any stream can be made anywhere, in any order. Not for cryptography.
 * Source: Salmon, Moraes, Dror & Shaw, https://www.thesalmons.org/john/random123/papers/random123sc11.pdf
 */
import { isListOf } from '../check/list.ts';
import { check, nonNegativeWhole } from '../check/numbers.ts';

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const rounds = 10;

/** The upper 32 bits of the 64-bit product of two unsigned words, in 16-bit halves; no sum exceeds 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

type Counter = readonly [number, number, number, number];
type Key = readonly [number, number];

/**
 * Four unsigned words from four counter words and two key words, into `out` from `at` on.
 * @throws ArgumentError unless the words are whole numbers in [0, 2³²) and `out` has room.
 * @example
 * philox([0, 0, 0, 0], [0, 0]).length; // → 4
 */
export function philox(counter: Counter, key: Key, out: Uint32Array = new Uint32Array(4), at = 0): Uint32Array {
  checkWords('counter', counter, 4);
  checkWords('key', key, 2);
  check('philox', 'out', out, 'a Uint32Array of at least 4', out instanceof Uint32Array && out.length >= 4);
  check(
    'philox',
    'at',
    at,
    `a whole number in [0, ${out.length - 4}]`,
    nonNegativeWhole('philox', 'at', at) <= out.length - 4,
  );
  return philoxBlock(counter, key, out, at);
}

function checkWords(argument: string, value: unknown, count: number): void {
  const isWord = (word: unknown): boolean => typeof word === 'number' && word === word >>> 0;
  const holds = isListOf(value, isWord) && value.length === count;
  check('philox', argument, value, `${count} whole numbers in [0, 2³²)`, holds);
}

/** As `philox`, unchecked. */
export function philoxBlock(counter: Counter, key: Key, out: Uint32Array, at = 0): Uint32Array {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const low0 = Math.imul(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low1 = Math.imul(multiplier1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
  return out;
}

/** The key of a seed: its low and its high 32 bits. */
export function keyOf(seed: number): Key {
  return [seed % 0x100000000, Math.floor(seed / 0x100000000)];
}
