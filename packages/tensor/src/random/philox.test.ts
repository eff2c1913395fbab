import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox } from './philox.ts';
import { normal, permutation, permutationInTurns, uniform } from './stream.ts';

const hex = (words: Uint32Array): string[] => [...words].map((word) => word.toString(16).padStart(8, '0'));

/** The generator in exact integers, written from the paper: the check of the 16-bit limbs in `multiplyHigh`. */
function philoxBigInt(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

describe('philox', () => {
  // The known answers published with the paper: Random123's kat_vectors, philox4x32 10.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    ],
  ] as const)('gives the published answer for counter %j', (counter, key, answer) => {
    expect(hex(philox(counter, key))).toEqual(answer);
  });

  it('agrees with exact integer arithmetic', () => {
    const word = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect([...philox(counter, key)]).toEqual(philoxBigInt(counter, key));
      }),
    );
  });
});

describe('streams', () => {
  it('are functions of seed and stream alone, and a longer one begins like a shorter one', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(0xffffffff), fc.nat(40), (seed, stream, length) => {
        expect(uniform(seed, stream, 50).subarray(0, length)).toEqual(uniform(seed, stream, length));
        expect(normal(seed, stream, 50).subarray(0, length)).toEqual(normal(seed, stream, length));
      }),
    );
  });

  it('differ by seed and by stream', () => {
    expect(uniform(1, 0, 8)).not.toEqual(uniform(2, 0, 8));
    expect(uniform(1, 0, 8)).not.toEqual(uniform(1, 1, 8));
  });

  it('have the moments of their distributions', () => {
    const count = 100_000;
    const moments = (values: Float32Array): [number, number] => {
      const mean = values.reduce((total, x) => total + x, 0) / count;
      return [mean, values.reduce((total, x) => total + (x - mean) ** 2, 0) / count];
    };
    // Five standard errors of mean and variance at this count.
    const [uniformMean, uniformVariance] = moments(uniform(3, 1, count, { min: -1, max: 3 }));
    expect(Math.abs(uniformMean - 1)).toBeLessThan(5 * Math.sqrt(16 / 12 / count));
    expect(Math.abs(uniformVariance - 16 / 12)).toBeLessThan(0.03);
    const [normalMean, normalVariance] = moments(normal(3, 2, count, { mean: 2, standardDeviation: 0.5 }));
    expect(Math.abs(normalMean - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
    expect(Math.abs(normalVariance - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / count));
  });

  it('permute', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(1000), fc.nat(200), (seed, stream, length) => {
        const order = permutation(seed, stream, length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, at) => at));
      }),
    );
    const first = new Set(Array.from({ length: 200 }, (_, seed) => permutation(seed, 0, 4).join('')));
    expect(first.size).toBe(24);
  });

  it('permute in turns to the same order', async () => {
    for (const length of [0, 1, 2, 32767, 32768, 32769, 32770, 100_000]) {
      expect(await permutationInTurns(7, 3, length), `${length}`).toEqual(permutation(7, 3, length));
    }
  });

  it('refuse a seed or a stream that is not a whole number in range', () => {
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => uniform(seed, 0, 1)).toThrow(/seed/);
    for (const stream of [-1, 0.5, 2 ** 32]) expect(() => permutation(0, stream, 1)).toThrow(/stream/);
  });
});
