import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaAlignment, type Lifetime, placeBuffers } from './memory.ts';

const lifetime: fc.Arbitrary<Lifetime> = fc
  .tuple(fc.nat(500), fc.nat(30), fc.nat(10))
  .map(([bytes, from, length]) => ({ bytes, from, to: from + length }));

describe('arena', () => {
  it('keeps buffers that live together apart, aligned and inside', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 40 }), (lifetimes) => {
        const { offsets, arenaBytes } = placeBuffers(lifetimes);
        lifetimes.forEach((a, i) => {
          expect(offsets[i]! % arenaAlignment).toBe(0);
          expect(offsets[i]! + a.bytes).toBeLessThanOrEqual(arenaBytes);
          lifetimes.forEach((b, j) => {
            const together = i < j && a.from <= b.to && b.from <= a.to;
            const apart = offsets[i]! + a.bytes <= offsets[j]! || offsets[j]! + b.bytes <= offsets[i]!;
            expect(!together || apart).toBe(true);
          });
        });
      }),
    );
  });

  it('reuses the bytes of buffers that are gone', () => {
    const chain = Array.from({ length: 10 }, (_, step): Lifetime => ({ bytes: 64, from: step, to: step + 1 }));
    expect(placeBuffers(chain).arenaBytes).toBe(128);
  });
});
