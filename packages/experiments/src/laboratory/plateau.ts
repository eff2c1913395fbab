/**
 * How long a model learns nothing. A run's plateau ends with the first epoch from which its validation accuracy stays at a
 * level or above it, to the last epoch; where the last epoch is below, the end was not seen (it is censored there). All
 * here counts epochs from 1.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { type MeanComparison, meanIsZero } from './comparison-of-means.ts';

export interface PlateauEnd {
  /** The first epoch off the plateau, or the last one trained where the plateau was not seen to end. */
  readonly epoch: number;
  /** Whether the last epoch was still below the level. */
  readonly censored: boolean;
}

/** @param accuracies of one run, one an epoch, at least one; what is not finite is below any level */
export function plateauEnd(accuracies: readonly number[], level: number): PlateauEnd {
  if (accuracies.length === 0) throw new ArgumentError('plateauEnd', 'accuracies', 'at least one epoch', 'none');
  const lastBelow = accuracies.findLastIndex((accuracy) => !(accuracy >= level));
  const censored = lastBelow === accuracies.length - 1;
  return { epoch: censored ? accuracies.length : lastBelow + 2, censored };
}

export interface PlateauSummary {
  /** Runs. */
  readonly n: number;
  /** Runs whose plateau was seen to end. */
  readonly ended: number;
  /** The earliest and the latest epoch, censored ones among them. */
  readonly least: number;
  readonly most: number;
  /** Kaplan and Meier's median; null where half of the runs did not end. */
  readonly median: number | null;
}

/**
 * Counts, range and the median: the first epoch by which the estimated share still on the plateau, the product of
 * 1 − (ends at t) / (runs under way at t), is at most ½.
 * Source: E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, https://doi.org/10.2307/2281868
 */
export function summarizePlateaus(ends: readonly PlateauEnd[]): PlateauSummary {
  const epochs = ends.map(({ epoch }) => epoch);
  let left = 1;
  let median: number | null = null;
  for (const at of [...new Set(epochs)].sort((a, b) => a - b)) {
    const ending = ends.filter(({ epoch, censored }) => epoch === at && !censored).length;
    left *= 1 - ending / ends.filter(({ epoch }) => epoch >= at).length;
    // A hair, as the products of thirds and fifths round.
    if (median === null && left <= 0.5 + 1e-12) median = at;
  }
  const ended = ends.filter(({ censored }) => !censored).length;
  return { n: ends.length, ended, least: Math.min(...epochs), most: Math.max(...epochs), median };
}

export interface PlateauComparison {
  /** How many times as long as the base's the plateau lasts: the geometric mean over the pairs, within the horizon. */
  readonly ratio: number;
  /** The 95 % interval of the ratio; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided, of the ratio being 1; null with fewer than three seeds. */
  readonly pValue: number | null;
  /** A run did not end within the horizon: the ratio is a bound, and not an estimate, for the time beyond it. */
  readonly censored: boolean;
}

/** Standard deviation of a logarithm that is known from half an epoch before to half an epoch after. */
function roundingOf(epoch: number): number {
  return Math.log((epoch + 0.5) / (epoch - 0.5)) / Math.sqrt(12);
}

/**
 * Plateaus of the same seeds, in pairs: Student's t test of the logarithms of the ratios. Times are restricted to the
 * horizon, that is those beyond it count as it: where two ways do not differ, swapping them still changes nothing, so that
 * the test keeps its level, and what is beyond is not guessed. An end is known to a whole epoch, and the spread is never
 * taken to be smaller than that rounding makes it.
 * Source: P. Royston, M. K. B. Parmar, Restricted mean survival time, https://doi.org/10.1186/1471-2288-13-152
 *
 * @param base ends of one way, by seed. @param changed of the other, in the same order
 * @param horizon the most epochs that any run could have had
 */
export function comparePlateaus(
  base: readonly PlateauEnd[],
  changed: readonly PlateauEnd[],
  horizon: number,
): PlateauComparison {
  if (base.length !== changed.length) {
    throw new ArgumentError('comparePlateaus', 'changed', `${base.length} ends, one for each of base`, changed.length);
  }
  const time = ({ epoch, censored }: PlateauEnd): number => (censored ? horizon : Math.min(epoch, horizon));
  const all = [...base, ...changed];
  const logs = base.map((end, at) => Math.log(time(changed[at]!) / time(end)));
  const isSame = logs.every((log) => log === 0);
  const resolution = isSame
    ? 0
    : Math.sqrt((2 * all.reduce((sum, end) => sum + roundingOf(time(end)) ** 2, 0)) / all.length);
  const { difference, low, high, pValue }: Omit<MeanComparison, 'design'> = meanIsZero(logs, { resolution });
  const ratioOf = (log: number | null): number | null => (log === null ? null : Math.exp(log));
  return {
    ratio: Math.exp(difference),
    low: ratioOf(low),
    high: ratioOf(high),
    pValue,
    censored: all.some(({ censored }) => censored),
  };
}
