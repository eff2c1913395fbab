/**
 * Two digits that touch: wide shapes that hang together, somewhere in the middle of their width, by one short crossing
 * alone, and are tall on both sides of it.
 */
import { type Box, boundsOf, cropMask, type Mask, positionsOf } from './mask.ts';

/** Width by height from which a shape is looked at. Of MNIST's training images 3 in 10,000 are taken for two. */
const widest = 1.4;
/** The crossing is at most this share of the height, and found in the middle part of the width. */
const shortest = 0.25;
const middle = { from: 0.25, to: 0.75 };
/** Both sides have this share of the height. */
const tall = 0.65;

/** The ink of a column if it is in one stretch; undefined if there is none, or more than one. */
function crossing({ width, height, values }: Mask, x: number): number | undefined {
  let [stretches, length] = [0, 0];
  for (let y = 0, before = 0; y < height; y++) {
    const own = values[y * width + x]!;
    if (own > before) stretches++;
    length += own;
    before = own;
  }
  return stretches === 1 ? length : undefined;
}

/**
 * @param mask cropped to the shape's bounds
 * @returns the rectangles of the two digits within the mask; undefined if it is one
 */
export function touchingDigits(mask: Mask): readonly [Box, Box] | undefined {
  const { width, height } = mask;
  if (width < widest * height) return undefined;
  let [neck, least] = [0, shortest * height];
  for (let x = Math.floor(middle.from * width); x < middle.to * width; x++) {
    const length = crossing(mask, x);
    if (length !== undefined && length < least) [neck, least] = [x, length];
  }
  if (neck === 0) return undefined;
  const sides = [
    { left: 0, top: 0, width: neck, height },
    { left: neck + 1, top: 0, width: width - neck - 1, height },
  ].map((side) => {
    const positions = positionsOf(cropMask(mask, side));
    const box = boundsOf(positions, side.width);
    return { ...box, left: box.left + side.left };
  });
  return sides.every((box) => box.height >= tall * height) ? [sides[0]!, sides[1]!] : undefined;
}
