/**
 * The middle lines of strokes: pixels are peeled off from outside until lines one pixel wide are left. What was connected
 * stays connected, holes stay holes, ends stay.
 *
 * Source: Guo and Hall, Parallel Thinning with Two-Subiteration Algorithms (1989), algorithm A1, https://doi.org/10.1145/62065.62074
 */
import { cropMask, type Mask, positionsOf, withMargin } from '../image/mask.ts';

/** By the eight neighbours as bits, clockwise from the one above: may the pixel go in the first, the second half of a turn? */
const mayGo: readonly [Uint8Array, Uint8Array] = [new Uint8Array(256), new Uint8Array(256)];
for (let code = 0; code < 256; code++) {
  const p = (number: number): number => (code >> (number - 2)) & 1;
  const both = (a: number, b: number): number => p(a) | p(b);
  const crossings =
    ((1 - p(2)) & both(3, 4)) + ((1 - p(4)) & both(5, 6)) + ((1 - p(6)) & both(7, 8)) + ((1 - p(8)) & both(9, 2));
  const one = both(9, 2) + both(3, 4) + both(5, 6) + both(7, 8);
  const other = both(2, 3) + both(4, 5) + both(6, 7) + both(8, 9);
  const neighbours = Math.min(one, other);
  if (crossings !== 1 || neighbours < 2 || neighbours > 3) continue;
  if (((p(2) | p(3) | (1 - p(5))) & p(4)) === 0) mayGo[0][code] = 1;
  if (((p(6) | p(7) | (1 - p(9))) & p(8)) === 0) mayGo[1][code] = 1;
}

/** The middle lines of a mask; outside of the picture there is nothing. */
export function thin(mask: Mask): Mask {
  // With a margin every pixel has eight neighbours.
  const framed = withMargin(mask, 1);
  const { width, values } = framed;
  const around = [-width, 1 - width, 1, 1 + width, width, width - 1, -1, -width - 1];
  let left = positionsOf(framed);
  for (let changed = true; changed; ) {
    changed = false;
    for (const table of mayGo) {
      const going = left.filter((at) => {
        let code = 0;
        for (let bit = 0; bit < 8; bit++) code |= values[at + around[bit]!]! << bit;
        return table[code] === 1;
      });
      if (going.length === 0) continue;
      changed = true;
      for (const at of going) values[at] = 0;
      left = left.filter((at) => values[at] === 1);
    }
  }
  return cropMask(framed, { left: 1, top: 1, width: mask.width, height: mask.height });
}
