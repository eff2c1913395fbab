/** Quantiles, without sorting all of the values. */
import { samplePlaces } from './sample.ts';

/**
 * The value below which `share` of the values lie: the one that would be at ⌊share · length⌋ if they were sorted; 0 of
 * none. Hoare's selection: each turn keeps the side of a pivot on which the place is.
 */
export function quantileOf(values: Float32Array, share: number): number {
  if (values.length === 0) return 0;
  const place = Math.min(values.length - 1, Math.floor(share * values.length));
  const own = values.slice();
  for (let [first, last] = [0, own.length - 1]; first < last; ) {
    const pivot = own[(first + last) >> 1]!;
    let [left, right] = [first, last];
    while (left <= right) {
      while (own[left]! < pivot) left++;
      while (own[right]! > pivot) right--;
      if (left > right) break;
      const value = own[left]!;
      own[left++] = own[right]!;
      own[right--] = value;
    }
    if (place <= right) last = right;
    else if (place >= left) first = left;
    else break;
  }
  return own[place]!;
}

/** So many values tell a quantile well enough. */
const mostValues = 20_000;

/** Quantile of how far those of the values that are below 0 are below it, from an even sample of them. */
export function quantileBelowZero(values: Float32Array, share: number): number {
  const places = samplePlaces(values.length, mostValues);
  const below = new Float32Array(places.length);
  let count = 0;
  for (const at of places) if (values[at]! < 0) below[count++] = -values[at]!;
  return quantileOf(below.subarray(0, count), share);
}

/** The values that are greater than `least`, in order. */
export function valuesOver(values: Float32Array, least: number): Float32Array {
  const kept = new Float32Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! > least) kept[count++] = values[at]!;
  return kept.subarray(0, count);
}
