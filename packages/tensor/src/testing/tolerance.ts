/**
 * How far a float32 result may lie from the float64 oracle, and why. One comparator for every backend; no backend has
 * exceptions in it.
 */

/** A result may differ by `absolute + relative · |expected|`. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Half the distance between 1 and the next float32: the error of one rounding. */
export const roundoff = 2 ** -24;

/** Results below this are subnormal; a backend may flush them to zero. */
export const smallestNormal = 2 ** -126;

/** Integers, copies and comparisons: no error at all. */
export const exact: Tolerance = { absolute: 0, relative: 0 };

/** `roundings` successive correctly rounded operations on values of like size. */
export const rounded = (roundings: number): Tolerance => ({ absolute: smallestNormal, relative: roundings * roundoff });

/** exp, log and what is made of them: at most `ulps` units in the last place (one is two roundoffs). */
export const transcendental = (ulps: number): Tolerance => ({
  absolute: smallestNormal,
  relative: 2 * ulps * roundoff,
});

/**
 * A sum of `length` terms of size at most `term`, in any order: |error| ≤ (length − 1) · u · Σ|terms|
 * (Higham, Accuracy and Stability of Numerical Algorithms, 4.2). Terms may carry one rounding of their own.
 */
export const summed = (length: number, term: number): Tolerance => ({
  absolute: smallestNormal + (length + 1) * roundoff * length * term,
  relative: roundoff,
});

/** The first element that lies outside the tolerance, as a sentence, or undefined. Equal infinities and NaNs agree. */
export function findDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative }: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} elements instead of ${expected.length}`;
  for (let at = 0; at < expected.length; at++) {
    const got = actual[at]!;
    const want = Math.abs(expected[at]!) > 3.4028234663852886e38 ? Math.fround(expected[at]!) : expected[at]!;
    const bound = absolute + relative * Math.abs(want);
    const agrees = Object.is(got, want) || (got === 0 && want === 0) || Math.abs(got - want) <= bound;
    if (!agrees) return `element ${at} is ${got}, expected ${want} ± ${bound}`;
  }
  return undefined;
}
