/**
 * For each pixel the distance to the nearest pixel of a mask: exact and Euclidean, in time proportional to the number of
 * pixels, one axis after the other.
 *
 * Source: Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions (2012), https://doi.org/10.4086/toc.2012.v008a019
 */
import type { Mask } from './mask.ts';

/** Replaces each column's values by the distance to the nearest pixel of the mask in it; Infinity if there is none. */
function alongColumns(distances: Float64Array, width: number): void {
  const { length } = distances;
  for (let at = width; at < length; at++) {
    distances[at] = Math.min(distances[at]!, distances[at - width]! + 1);
  }
  for (let at = length - width - 1; at >= 0; at--) {
    distances[at] = Math.min(distances[at]!, distances[at + width]! + 1);
  }
}

/** Of each row the lower envelope of parabolas that stand on the squares of its values, and of that the root. */
function alongRows(distances: Float64Array, width: number): void {
  const heights = new Float64Array(width);
  /** Where the parabolas of the envelope stand, and from where on each is the lowest. */
  const feet = new Int32Array(width);
  const starts = new Float64Array(width + 1);
  for (let row = 0; row < distances.length; row += width) {
    let last = -1;
    for (let at = 0; at < width; at++) {
      const height = distances[row + at]! ** 2;
      heights[at] = height;
      if (height === Infinity) continue;
      let from = -Infinity;
      while (last >= 0) {
        const foot = feet[last]!;
        from = (height + at * at - heights[foot]! - foot * foot) / (2 * (at - foot));
        if (from > starts[last]!) break;
        last--;
      }
      last++;
      feet[last] = at;
      starts[last] = last === 0 ? -Infinity : from;
    }
    if (last < 0) continue;
    starts[last + 1] = Infinity;
    for (let at = 0, piece = 0; at < width; at++) {
      while (starts[piece + 1]! < at) piece++;
      const foot = feet[piece]!;
      distances[row + at] = Math.sqrt((at - foot) * (at - foot) + heights[foot]!);
    }
  }
}

/**
 * Distance from each pixel's middle to the middle of the nearest pixel whose value in the mask is `value`, in pixels; 0
 * for those pixels themselves, Infinity if there are none. What is outside of the picture does not count.
 */
export function distanceTo(value: 0 | 1, { width, values }: Mask): Float64Array {
  const distances = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) distances[at] = values[at] === value ? 0 : Infinity;
  alongColumns(distances, width);
  alongRows(distances, width);
  return distances;
}
