/**
 * Strokes thinner than any of MNIST's are drawn anew, as with a pen of MNIST's width: they grow on all sides until they
 * are as wide. Without it a thin stroke would be a faint one once the digit is 20 pixels high. Wide strokes stay as they
 * are: thinning them made more wrong answers than it mended.
 */
import { distanceTo } from './distance.ts';
import type { Plane } from './gray-image.ts';
import { type Mask, withMargin } from './mask.ts';

/** Of the digit's longer side: fewer than 1 of MNIST's training images in 100 have thinner strokes than this. */
const thinnest = 1.15 / 20;
/** The width that thin strokes get; of 1.8 to 3.4 the one with the fewest wrong answers. */
const pen = 2.1 / 20;
/** The longer side of what is drawn anew, in pixels: a tenth of a pixel of MNIST's is fine enough. */
const fineSide = 200;

/** Brought to the fine size: a cell is inked where any of it is. */
function toFine(mask: Mask): Mask {
  const step = Math.max(mask.width, mask.height) / fineSide;
  const width = Math.max(1, Math.round(mask.width / step));
  const height = Math.max(1, Math.round(mask.height / step));
  const values = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const top = Math.min(mask.height - 1, Math.floor(row * step));
    const bottom = Math.min(mask.height, Math.max(top + 1, Math.floor((row + 1) * step)));
    for (let column = 0; column < width; column++) {
      const left = Math.min(mask.width - 1, Math.floor(column * step));
      const right = Math.min(mask.width, Math.max(left + 1, Math.floor((column + 1) * step)));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) values[row * width + column]! |= mask.values[y * mask.width + x]!;
      }
    }
  }
  return { width, height, values };
}

/**
 * @param mask the digit, cropped to its bounds
 * @param width of its strokes, in pixels
 * @returns the digit with fuller strokes, cropped to its bounds, 0 paper to 1 ink; undefined if its strokes are wide enough
 */
export function withFullerStrokes(mask: Mask, width: number): Plane | undefined {
  const share = width / Math.max(mask.width, mask.height);
  if (share >= thinnest) return undefined;
  const fine = toFine(mask);
  const side = Math.max(fine.width, fine.height);
  // The digit grows with its pen: by so much on each side that the pen is `pen` of the result.
  const growth = ((pen - share) * side) / (2 * (1 - pen));
  const framed = withMargin(fine, Math.ceil(growth));
  const values = Float32Array.from(distanceTo(1, framed), (distance) =>
    Math.min(1, Math.max(0, growth + 1 - distance)),
  );
  return { width: framed.width, height: framed.height, values };
}
