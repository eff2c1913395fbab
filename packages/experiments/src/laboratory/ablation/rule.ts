/**
 * The rule of the finding: which rows rescue the base, and which of those keeps the most of it. It looks at numbers and
 * at nothing else; docs/laboratory.md says it in words.
 */
import type { Summary } from '../statistics.ts';
import type { AblationRow, Rescued } from './result.ts';

/** The ends of the interval; of a single run, which has none, its value. */
export function ends({ mean, low, high }: Summary): { low: number; high: number } {
  return { low: low ?? mean, high: high ?? mean };
}

/** The validation accuracy after the last epoch; undefined where every run failed. */
export function finalAccuracy({ summaries }: Pick<AblationRow, 'summaries'>): Summary | undefined {
  return summaries['validationAccuracy'];
}

/**
 * @param accuracy final validation accuracy over the seeds; undefined where all runs failed
 * @param failures runs that failed
 * @param base the same of the base
 */
export function judge(
  accuracy: Summary | undefined,
  failures: number,
  base: Summary | undefined,
  threshold: number,
): Rescued {
  if (accuracy === undefined || failures > 0) return 'no';
  const { low } = ends(accuracy);
  if (low >= threshold) return 'yes';
  // A base that always fails has no accuracy that anything could be above.
  if (base === undefined) return 'partly';
  return low > ends(base).high ? 'partly' : 'no';
}

/**
 * Of the rows that rescue the one that keeps the most of the base: fewest changes; of those fewest settings; of those
 * the highest lower end of the interval; of those the first. The row that takes off all regularization counts with as
 * many changes as it has.
 */
export function keepsMost(rows: readonly AblationRow[]): AblationRow | undefined {
  const candidates = rows.filter(({ changes, rescued }) => changes.length > 0 && rescued === 'yes');
  const low = (row: AblationRow): number => ends(finalAccuracy(row)!).low;
  return candidates.sort(
    (a, b) => a.changes.length - b.changes.length || a.settings - b.settings || low(b) - low(a),
  )[0];
}
