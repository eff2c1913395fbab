/** Every two of several things, by their places: the first before the second. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

export function pairs(count: number): Pair[] {
  const places = Array.from({ length: count }, (_, place) => place);
  return places.flatMap((a) => places.slice(a + 1).map((b) => ({ a, b })));
}
