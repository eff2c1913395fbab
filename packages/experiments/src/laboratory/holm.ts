/**
 * Holm's correction: of many tests each is asked for more, so that the chance of even one false finding among them all
 * stays at what one test allows. It needs no independence of the tests.
 * Source: S. Holm, A simple sequentially rejective multiple test procedure, https://www.jstor.org/stable/4615733
 */
import { ArgumentError } from '@inkgrad/tensor';

/**
 * Adjusted p-values, in the order given: the i-th smallest of m, counted from 1, times m − i + 1, at most 1, and at least
 * the one before it. What stays at or below 0.05 is found with at most 5 % chance of any false finding.
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((value) => !(value >= 0 && value <= 1));
  if (odd !== undefined) throw new ArgumentError('holm', 'pValues', 'numbers from 0 to 1', odd);
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}

/** The same where some tests have no p-value: they count for nothing and stay null. */
export function holmOfKnown(pValues: readonly (number | null)[]): (number | null)[] {
  const corrected = holm(pValues.filter((value) => value !== null));
  let next = 0;
  return pValues.map((value) => (value === null ? null : corrected[next++]!));
}
