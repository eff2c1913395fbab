/**
 * Dropout masks from the paper alone: Philox 4×32-10 with 64-bit products, written down a second time so that the
 * engine's generator has something to be compared with.
 * Source: Salmon, Moraes, Dror & Shaw, https://www.thesalmons.org/john/random123/papers/random123sc11.pdf
 */

const word = (x: bigint): bigint => BigInt.asUintN(32, x);

/** The four words of a block. */
function block(counter: readonly bigint[], seed: bigint): number[] {
  let [a, b, c, d] = counter as readonly [bigint, bigint, bigint, bigint];
  let [k0, k1] = [word(seed), word(seed >> 32n)];
  for (let round = 0; round < 10; round++) {
    const [first, second] = [a * 0xd2511f53n, c * 0xcd9e8d57n];
    [a, b, c, d] = [word(second >> 32n) ^ b ^ k0, word(second), word(first >> 32n) ^ d ^ k1, word(first)];
    [k0, k1] = [word(k0 + 0x9e3779b9n), word(k1 + 0xbb67ae85n)];
  }
  return [a, b, c, d].map(Number);
}

export interface MaskSettings {
  readonly rate: number;
  readonly seed: number;
  readonly stream: number;
}

/**
 * The first `length` elements of a mask. Eight neighbours share the block with counter (⌊e / 8⌋, counter, stream, 0):
 * element e has word e mod 4, the low half where e mod 8 < 4. It is dropped where the half is below rate · 2¹⁶, rounded.
 */
export function maskElements({ rate, seed, stream }: MaskSettings, counter: number, length: number): number[] {
  const least = Math.round(rate * 65536);
  const kept = 1 / (1 - rate);
  let words: number[] = [];
  return Array.from({ length }, (_, element) => {
    if (element % 8 === 0)
      words = block([BigInt(element / 8), word(BigInt(counter)), BigInt(stream), 0n], BigInt(seed));
    const half = Math.floor(words[element % 4]! / (element % 8 < 4 ? 1 : 65536)) % 65536;
    return half < least ? 0 : kept;
  });
}
