/** The measures of masks that everything else goes by, each beside its definition. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceTo } from './distance.ts';
import type { Mask } from './mask.ts';
import { piecesOf } from './pieces.ts';
import { quantileOf } from './quantile.ts';
import { strokeWidth } from './stroke-width.ts';

const masks = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
      .map((values): Mask => ({ width, height, values: Uint8Array.from(values) })),
  );

test('distances are those to the nearest pixel of all', () => {
  fc.assert(
    fc.property(masks, fc.constantFrom(0, 1), (mask, value) => {
      const { width, values } = mask;
      const wanted = values.map((own) => Number(own === value));
      const distances = distanceTo(value as 0 | 1, mask);
      for (const [at, distance] of distances.entries()) {
        let least = Infinity;
        for (const [other, is] of wanted.entries()) {
          const across = (at % width) - (other % width);
          const down = Math.floor(at / width) - Math.floor(other / width);
          if (is === 1) least = Math.min(least, Math.sqrt(across ** 2 + down ** 2));
        }
        expect(distance).toBe(least);
      }
    }),
  );
});

/** Pieces as sets of positions, by spreading from each pixel over its neighbours. */
function spread({ width, height, values }: Mask, touch: 'corners' | 'sides'): number[][] {
  const left = new Set([...values.keys()].filter((at) => values[at] === 1));
  const found: number[][] = [];
  for (const start of [...left]) {
    if (!left.delete(start)) continue;
    const piece = [start];
    for (const at of piece) {
      for (const down of [-1, 0, 1]) {
        for (const across of [-1, 0, 1]) {
          const [x, y] = [(at % width) + across, Math.floor(at / width) + down];
          const isCorner = across !== 0 && down !== 0;
          if (x < 0 || y < 0 || x >= width || y >= height || (isCorner && touch === 'sides')) continue;
          if (left.delete(y * width + x)) piece.push(y * width + x);
        }
      }
    }
    found.push(piece.sort((a, b) => a - b));
  }
  return found;
}

test.each(['corners', 'sides'] as const)('pieces are what hangs together by %s, the largest first', (touch) => {
  fc.assert(
    fc.property(masks, (mask) => {
      const pieces = piecesOf(mask, touch);
      const sizes = pieces.map(({ positions }) => positions.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      const byFirst = (a: readonly number[], b: readonly number[]): number => a[0]! - b[0]!;
      expect(pieces.map(({ positions }) => [...positions]).sort(byFirst)).toEqual(spread(mask, touch).sort(byFirst));
      for (const { positions, left, top, width, height } of pieces) {
        const [xs, ys] = [(at: number) => at % mask.width, (at: number) => Math.floor(at / mask.width)].map((part) =>
          Array.from(positions, part),
        );
        expect([left, top]).toEqual([Math.min(...xs!), Math.min(...ys!)]);
        expect([left + width - 1, top + height - 1]).toEqual([Math.max(...xs!), Math.max(...ys!)]);
      }
    }),
  );
});

test('a quantile is the value at its place among the sorted ones', () => {
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const own = Float32Array.from(list);
      const place = Math.min(own.length - 1, Math.floor(share * own.length));
      // sort() puts −0 before 0, which are one value here.
      expect(quantileOf(own, share) - own.toSorted()[place]!).toBe(0);
      expect([...own]).toEqual([...Float32Array.from(list)]);
    }),
  );
});

describe('the width of strokes', () => {
  test.each([4, 7, 12])('of a long bar is its own: %i', (thickness) => {
    const [width, height] = [200, thickness];
    const mask = { width, height, values: new Uint8Array(width * height).fill(1) };
    const { mean, widest } = strokeWidth(mask);
    // The ends count as edges too.
    expect(Math.abs(mean - thickness)).toBeLessThan(0.15 * thickness);
    expect(Math.abs(widest - thickness)).toBeLessThanOrEqual(1);
  });

  test('of no ink is none', () => {
    expect(strokeWidth({ width: 3, height: 2, values: new Uint8Array(6) })).toEqual({ mean: 0, widest: 0 });
  });
});
