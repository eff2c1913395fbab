/**
 * The noise of a picture as its neighbouring pixels show it. On paper near white the brighter half of the noise is cut
 * off, so that what is brighter than the paper tells nothing; what neighbours differ by still does.
 */
import { type Plane, quantileOf } from './gray-image.ts';

const white = 255;
/** Of the difference of two normal numbers the median, without its sign, in their standard deviations: 0.674 √2. */
const medianDifference = 0.954;

/**
 * Standard deviation, as a share of white. Pairs of white pixels are left out; where half of the noise is cut off, about
 * two thirds of it are found.
 */
export function grainOf({ width, height, values }: Plane): number {
  const differences: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let at = row * width + 1; at < (row + 1) * width; at++) {
      const [before, own] = [values[at - 1]!, values[at]!];
      if (before < white || own < white) differences.push(Math.abs(own - before));
    }
  }
  return quantileOf(Float32Array.from(differences), 0.5) / medianDifference / white;
}
