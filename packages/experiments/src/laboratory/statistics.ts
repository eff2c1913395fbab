/**
 * What several runs say together: mean, spread and confidence interval of a quantity, and whether two models differ on
 * the same images. Computed in float64. The interval takes the runs for independent draws of a normal distribution:
 * right for runs of different seeds, too narrow for folds of one cross-validation, whose training sets overlap.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { leastSeeds, studentTPValue, studentTQuantile } from './student-t.ts';

/** Of one quantity over several runs. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation, of n − 1; null of fewer than two values. */
  readonly sd: number | null;
  /** Ends of the 95 % interval of the mean, with Student's t of n − 1; null of fewer than two. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Share of such intervals that hold the true mean. */
const confidence = 0.95;

/** `share`: the values are shares, from 0 to 1, and so are the ends of the interval. */
export type Scale = 'real' | 'share';

const logit = (share: number): number => Math.log(share / (1 - share));
const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/** Whether a quantity of a history is a share: accuracies are, losses and rates are not. */
export function scaleOf(name: string): Scale {
  return /(accuracy|precision|recall|auc|f1Score|fBetaScore)$/i.test(name) ? 'share' : 'real';
}

/**
 * Mean, standard deviation and interval of the mean: mean ± t · sd / √n. Of shares the same on the scale of log odds,
 * log(mean / (1 − mean)) ± t · sd / (√n · mean · (1 − mean)), put back: it stays within 0 and 1, and is wider toward ½.
 * Source of the latter: E. L. Korn, B. I. Graubard, Confidence intervals for proportions with small expected number of
 * positive counts, https://www150.statcan.gc.ca/n1/pub/12-001-x/1998002/article/4356-eng.pdf
 * @param values at least one, finite; of shares from 0 to 1
 * @example
 * summarize([0.97, 0.98, 0.96]).mean; // → 0.97
 */
export function summarize(values: readonly number[], scale: Scale = 'real'): Summary {
  const n = values.length;
  if (n === 0) throw new ArgumentError('summarize', 'values', 'at least one value', 'none');
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new ArgumentError('summarize', 'values', 'finite numbers', odd);
  // About a first value, so that the sums of large equal values stay exact.
  const origin = values[0]!;
  const mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / n;
  if (n === 1) return { n, mean, sd: null, low: null, high: null };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const margin = (studentTQuantile(confidence, n - 1) * sd) / Math.sqrt(n);
  const odds = mean * (1 - mean);
  // Of shares that are all 0 or all 1 there is no spread, and no odds.
  if (scale === 'real' || sd === 0 || !(odds > 0)) return { n, mean, sd, low: mean - margin, high: mean + margin };
  const [low, high] = [-1, 1].map((sign) => logistic(logit(mean) + (sign * margin) / odds)) as [number, number];
  return { n, mean, sd, low, high };
}

/**
 * Student's t test of whether the mean of shares is another than `expected`, on the scale of log odds, as the interval is:
 * the two-sided p-value is below 0.05 where `expected` lies outside of it. Null with fewer than three values.
 * @param values finite, from 0 to 1
 * @param expected above 0 and below 1
 * @param resolution a standard deviation below which the way of measuring cannot see: of values more alike than that the
 * test is on the plain scale with this spread, as odds near 0 and 1 tell little from nothing
 */
export function shareDiffers(values: readonly number[], expected: number, resolution: number): number | null {
  const { n, mean, sd } = summarize(values, 'share');
  if (n < leastSeeds) return null;
  const isAlike = !(sd! > resolution);
  const [distance, spread] = isAlike
    ? [mean - expected, Math.max(resolution, Number.MIN_VALUE)]
    : [logit(mean) - logit(expected), sd! / (mean * (1 - mean))];
  return studentTPValue((distance * Math.sqrt(n)) / spread, n - 1);
}

/** McNemar's test on the same images. */
export interface McNemar {
  /** Images that only the first model answers correctly. */
  readonly onlyA: number;
  /** Images that only the second one does. */
  readonly onlyB: number;
  /** max(|onlyA − onlyB| − 1, 0)² / (onlyA + onlyB), about χ² with 1 degree of freedom; 0 where they never differ. */
  readonly statistic: number;
  /** Exact and two-sided: of fair coin flips. 1 where they never differ. */
  readonly pValue: number;
}

/**
 * McNemar's test of whether two models are right equally often. The p-value is exact,
 * min(1, 2 · P(X ≤ min(onlyA, onlyB))) of X binomial with onlyA + onlyB trials of probability ½; what is below the
 * smallest float64 is 0. The statistic has Edwards' continuity correction, and decides nothing.
 * Source: https://doi.org/10.1007/BF02295996, https://doi.org/10.1007/BF02289105
 * @example
 * mcnemar(10, 2).pValue; // → 0.0386
 */
export function mcnemar(onlyA: number, onlyB: number): McNemar {
  for (const [name, count] of Object.entries({ onlyA, onlyB })) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ArgumentError('mcnemar', name, 'a whole number of at least 0', count);
    }
  }
  const trials = onlyA + onlyB;
  if (trials === 0) return { onlyA, onlyB, statistic: 0, pValue: 1 };
  const statistic = Math.max(Math.abs(onlyA - onlyB) - 1, 0) ** 2 / trials;
  return { onlyA, onlyB, statistic, pValue: Math.min(1, 2 * atMost(Math.min(onlyA, onlyB), trials)) };
}

/** P(X ≤ successes) of fair coin flips. */
function atMost(successes: number, trials: number): number {
  // The probability of exactly `successes`, halved as it grows, so that it leaves the range of numbers on neither side.
  let last = 1;
  let halvings = trials;
  for (let k = 1; k <= successes; k++) {
    last *= (trials - k + 1) / k;
    for (; last > 1 && halvings > 0; halvings--) last /= 2;
  }
  let term = 1;
  let sum = 0;
  for (let k = successes; k >= 0; k--) {
    sum += term;
    term *= k / (trials - k + 1);
  }
  return sum * last * 2 ** -halvings;
}
