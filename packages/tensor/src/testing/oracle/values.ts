/** Arrays of the oracle: elements in row-major order, read by coordinate. Nothing here knows strides or views. */
import type { Shape } from '../../shape.ts';

export interface Value {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** One result for each coordinate of `shape`, in row-major order. */
export function each(shape: Shape, element: (at: readonly number[]) => number): number[] {
  let coordinates: (readonly number[])[] = [[]];
  for (const length of shape) {
    coordinates = coordinates.flatMap((lead) => Array.from({ length }, (_, i) => [...lead, i]));
  }
  return coordinates.map(element);
}

/** The element at a coordinate, which may have more axes in front, and any position in an axis of length 1. */
export function pick({ shape, values }: Value, at: readonly number[]): number {
  const lead = at.length - shape.length;
  let position = 0;
  shape.forEach((length, axis) => {
    position = position * length + (length === 1 ? 0 : at[lead + axis]!);
  });
  return values[position]!;
}

/** The first of the largest; a NaN counts as larger than everything. */
export const positionOfLargest = (line: readonly number[]): number => {
  const firstNaN = line.findIndex(Number.isNaN);
  return firstNaN >= 0 ? firstNaN : line.indexOf(Math.max(...line));
};
