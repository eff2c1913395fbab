/**
 * Whether two ways to train differ, from a few runs of each. Runs of the same seed begin with the same weights and see the
 * images in the same order, so they are compared in pairs; runs of different seeds as two samples. What fewer than three
 * seeds say is not judged: "not enough seeds" is not "no".
 */
import { ArgumentError } from '@inkgrad/tensor';
import { summarize } from './statistics.ts';
import { leastSeeds, studentTPValue, studentTQuantile } from './student-t.ts';

/** Of spreads this much smaller than what differs only rounding is left. */
const roundingShare = 1e-9;

export interface MeanComparison {
  /** `paired` by seed, or `unpaired`: two samples. */
  readonly design: 'paired' | 'unpaired';
  /** Pairs, or runs of both samples. */
  readonly n: number;
  /** Mean of b − mean of a. */
  readonly difference: number;
  /** The 95 % interval of the difference; null where no spread could be measured. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided; null with fewer than three seeds a side. */
  readonly pValue: number | null;
}

interface OneSampleOptions {
  /** A standard deviation below which the way of measuring cannot see; 0 by default. */
  readonly resolution?: number;
}

/**
 * Student's t test of whether a mean is 0. Where all values are the same and the measure has no resolution of its own, no
 * spread is known, and the p-value is that of the exact sign-flip test: 2 / 2ⁿ, the chance that n fair signs agree.
 * Source: Student, The probable error of a mean, https://doi.org/10.1093/biomet/6.1.1; R. A. Fisher, The design of
 * experiments, section 21 (sign flips).
 */
export function meanIsZero(
  values: readonly number[],
  { resolution = 0 }: OneSampleOptions = {},
): Pick<MeanComparison, 'n' | 'difference' | 'low' | 'high' | 'pValue'> {
  const { n, mean: difference, sd } = summarize(values);
  if (n < 2) return { n, difference, low: null, high: null, pValue: null };
  const measured = sd! <= roundingShare * Math.abs(difference) ? 0 : sd!;
  const spread = Math.max(measured, resolution);
  if (spread === 0) {
    const pValue = difference === 0 ? 1 : 2 ** (1 - n);
    return { n, difference, low: null, high: null, pValue: n < leastSeeds ? null : pValue };
  }
  const error = spread / Math.sqrt(n);
  const margin = studentTQuantile(0.95, n - 1) * error;
  const pValue = n < leastSeeds ? null : studentTPValue(difference / error, n - 1);
  return { n, difference, low: difference - margin, high: difference + margin, pValue };
}

/**
 * Of runs in pairs: the t test of the differences b − a.
 * @param a values of one way, by pair. @param b of the other, in the same order
 */
export function comparePaired(a: readonly number[], b: readonly number[]): MeanComparison {
  if (a.length !== b.length) {
    throw new ArgumentError('comparePaired', 'b', `${a.length} values, one for each of a`, b.length);
  }
  return { design: 'paired', ...meanIsZero(a.map((value, at) => b[at]! - value)) };
}

/**
 * Of two samples: Welch's t test, which lets their spreads differ. Its degrees of freedom are rounded down, which makes
 * p-values a little larger. Without any spread the p-value is that of the exact permutation test: 2 / C(n, nA).
 * Source: B. L. Welch, The generalization of Student's problem, https://doi.org/10.1093/biomet/34.1-2.28
 */
export function compareSamples(a: readonly number[], b: readonly number[]): MeanComparison {
  const [ofA, ofB] = [summarize(a), summarize(b)];
  const difference = ofB.mean - ofA.mean;
  const n = ofA.n + ofB.n;
  const unknown = { design: 'unpaired', n, difference, low: null, high: null, pValue: null } as const;
  if (ofA.n < 2 || ofB.n < 2) return unknown;
  const few = Math.min(ofA.n, ofB.n) < leastSeeds;
  const [errorA, errorB] = [ofA, ofB].map(({ sd, n: size }) => sd! ** 2 / size) as [number, number];
  const error = Math.sqrt(errorA + errorB);
  if (error <= roundingShare * Math.abs(difference)) {
    return { ...unknown, pValue: few ? null : difference === 0 ? 1 : Math.min(1, 2 / choose(n, ofA.n)) };
  }
  const degrees = (errorA + errorB) ** 2 / (errorA ** 2 / (ofA.n - 1) + errorB ** 2 / (ofB.n - 1));
  const degreesOfFreedom = Math.max(1, Math.floor(degrees + roundingShare));
  const margin = studentTQuantile(0.95, degreesOfFreedom) * error;
  return {
    ...unknown,
    low: difference - margin,
    high: difference + margin,
    pValue: few ? null : studentTPValue(difference / error, degreesOfFreedom),
  };
}

/** Ways to choose k of n. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
