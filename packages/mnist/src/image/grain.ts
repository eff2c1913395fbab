/**
 * The noise of a picture as its neighbouring pixels show it. On paper near white the brighter half of the noise is cut
 * off, so that what is brighter than the paper tells nothing; what neighbours differ by still does.
 */
import type { Plane } from './gray-image.ts';
import { quantileOf } from './quantile.ts';

const white = 255;
/** Of the difference of two normal numbers the median, without its sign, in their standard deviations: 0.674 √2. */
const medianDifference = 0.954;

/** Where fewer pairs than this share are left, the paper is white and clean, and they are the edges of ink. */
const fewestPairs = 0.4;
/** So many pairs tell enough; of larger pictures every second, third … row is looked at. */
const mostPairs = 20_000;

/**
 * Standard deviation, as a share of white. Pairs of white pixels are left out; where half of the noise is cut off, about
 * two thirds of it are found.
 */
export function grainOf({ width, height, values }: Plane): number {
  const step = Math.max(1, Math.floor((width * height) / mostPairs));
  const differences = new Float32Array(width * Math.ceil(height / step));
  let count = 0;
  for (let row = 0; row < height; row += step) {
    for (let at = row * width + 1; at < (row + 1) * width; at++) {
      const [before, own] = [values[at - 1]!, values[at]!];
      if (before < white || own < white) differences[count++] = Math.abs(own - before);
    }
  }
  if (count < fewestPairs * differences.length) return 0;
  return quantileOf(differences.subarray(0, count), 0.5) / medianDifference / white;
}
