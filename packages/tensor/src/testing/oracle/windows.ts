/** Windows on images for the oracle: every product of a convolution by itself, and the element that a pool picks. */
import type { Convolution, Windows } from '../../op/windows.ts';
import type { Shape } from '../../shape.ts';
import type { Arithmetic } from './arithmetic.ts';
import { each, pick, positionOfLargest, type Value } from './values.ts';

/** The element of an image [rows, columns] under cell `at` of a window at output position `to`; undefined beside the image. */
function under({ image, strides, dilations, before }: Windows, to: readonly number[], at: readonly number[]) {
  const place = [0, 1].map((axis) => to[axis]! * strides[axis]! + at[axis]! * dilations[axis]! - before[axis]!);
  return place.every((p, axis) => p >= 0 && p < image[axis]!) ? place : undefined;
}

/** All pairs of numbers below a pair. */
const pairsBelow = ([rows, columns]: readonly number[]): number[][] =>
  Array.from({ length: rows! * columns! }, (_, i) => [Math.floor(i / columns!), i % columns!]);

/** The terms x · kernel · y of a convolution that have one of the three factors at a given place, without that factor. */
interface Term {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly y: readonly number[];
}

/** Every term of the batch's convolution, as coordinates of its factors. */
export function termsOf(attributes: Convolution, batch: number, channels: number, filters: number): Term[] {
  const { window, output, groups } = attributes;
  const terms: Term[] = [];
  for (let n = 0; n < batch; n++) {
    for (const to of pairsBelow(output)) {
      for (const at of pairsBelow(window)) {
        const place = under(attributes, to, at);
        if (place === undefined) continue;
        for (let c = 0; c < channels; c++) {
          for (let f = 0; f < filters; f++) {
            if (Math.floor((c * groups) / channels) !== Math.floor((f * groups) / filters)) continue;
            terms.push({ x: [n, ...place, c], kernel: [...at, c % (channels / groups), f], y: [n, ...to, f] });
          }
        }
      }
    }
  }
  return terms;
}

/** Sums the terms by the place of the factor that is made. */
export function overTerms(
  shape: Shape,
  terms: readonly Term[],
  made: keyof Term,
  factors: (term: Term) => readonly [number, number],
  world: Arithmetic,
): number[] {
  const parts = new Map<string, number[]>();
  for (const term of terms) {
    const key = term[made].join();
    const list = parts.get(key) ?? [];
    list.push(world.term(...factors(term)));
    parts.set(key, list);
  }
  return each(shape, (at) => world.sum(parts.get(at.join()) ?? []));
}

/** The coordinates of the element of x that a max pool picks for a place of its result; undefined where there is none. */
export function largestUnder(windows: Windows, x: Value, [n, row, column, channel]: readonly number[]) {
  const places = pairsBelow(windows.window)
    .map((at) => under(windows, [row!, column!], at))
    .filter((place) => place !== undefined)
    .map((place) => [n!, ...place, channel!]);
  return places.length === 0 ? undefined : places[positionOfLargest(places.map((place) => pick(x, place)))];
}
