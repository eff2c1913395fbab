/** Bytes that a library has packed come back, whatever repeats in them and however often. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLzma } from './lzma.ts';

/** Its types are its sources, which our compiler's options are too strict for. */
const library: string = 'lzma1';
const { compress } = (await import(library)) as { compress(bytes: Uint8Array, mode: number): Int8Array };

/** As the build packs: without the 13 bytes of the header. */
const pack = (bytes: Uint8Array): Uint8Array => Uint8Array.from(compress(bytes, 9)).subarray(13);

/** A text of pieces that come again at many distances, some with a byte changed. */
const repeating = fc
  .array(
    fc.oneof(
      fc.record({ fresh: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
      fc.record({ back: fc.nat(60_000), length: fc.integer({ min: 1, max: 700 }), change: fc.boolean() }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((pieces) => {
    const bytes: number[] = [];
    for (const piece of pieces) {
      if ('fresh' in piece) bytes.push(...piece.fresh);
      else if (bytes.length > 0) {
        const from = bytes.length - 1 - (piece.back % bytes.length);
        for (let at = 0; at < piece.length; at++) bytes.push(bytes[from + at]!);
        if (piece.change) bytes[bytes.length - 1]! ^= 1;
      }
    }
    return Uint8Array.from(bytes);
  });

describe('decodeLzma', () => {
  it('gives back what was packed', () => {
    fc.assert(
      fc.property(repeating, (bytes) => {
        expect(decodeLzma(pack(bytes), bytes.length)).toEqual(bytes);
      }),
      { numRuns: 25 },
    );
  });

  it('reaches far back', () => {
    const start = Uint8Array.from({ length: 3000 }, (_, at) => (at * at * 7919) >> 5);
    const bytes = new Uint8Array(200_000);
    bytes.set(start);
    bytes.set(start, bytes.length - start.length);
    const packed = pack(bytes);
    expect(packed.length).toBeLessThan(4100);
    expect(Buffer.from(decodeLzma(packed, bytes.length)).equals(bytes)).toBe(true);
  });

  it('gives the beginning alone', () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, at) => at % 90);
    const packed = pack(bytes);
    for (const length of [0, 1, 91, 499]) expect(decodeLzma(packed, length)).toEqual(bytes.slice(0, length));
  });
});
