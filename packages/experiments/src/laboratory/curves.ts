/** Histories of several runs drawn as one: in each epoch the mean over the runs, and mean ± standard deviation. */
import { type Summary, scaleOf, summarize } from './statistics.ts';

type Values = Readonly<Record<string, readonly number[]>>;

/** One quantity over the epochs, over several runs. */
export interface Curve {
  readonly mean: readonly number[];
  /** Mean − standard deviation (of n − 1), of a share at least 0; the mean itself where only one run trained that epoch. */
  readonly low: readonly number[];
  /** Mean + standard deviation, of a share at most 1. */
  readonly high: readonly number[];
}

/** The names that every history has, in the order of the first. */
function commonNames(histories: readonly Values[]): string[] {
  const [first, ...others] = histories;
  return Object.keys(first ?? {}).filter((name) => others.every((history) => Object.hasOwn(history, name)));
}

/** What is finite of the values: a validation loss may overflow where the training losses did not. */
function finite(values: readonly (number | undefined)[]): number[] {
  return values.filter((value): value is number => Number.isFinite(value));
}

/**
 * As long as the longest history: an epoch is over the runs that trained it and have a finite value there, and NaN where
 * none has. By name; empty for no histories.
 */
export function curvesOf(histories: readonly Values[]): Record<string, Curve> {
  const curveOf = (name: string): Curve => {
    const epochs = Math.max(...histories.map((history) => history[name]!.length));
    const summaries = Array.from({ length: epochs }, (_, at) => {
      const values = finite(histories.map((history) => history[name]![at]));
      return values.length === 0 ? { mean: Number.NaN, sd: null } : summarize(values);
    });
    const isShare = scaleOf(name) === 'share';
    const kept = (value: number): number => (isShare ? Math.min(1, Math.max(0, value)) : value);
    return {
      mean: summaries.map(({ mean }) => mean),
      low: summaries.map(({ mean, sd }) => kept(mean - (sd ?? 0))),
      high: summaries.map(({ mean, sd }) => kept(mean + (sd ?? 0))),
    };
  };
  return Object.fromEntries(commonNames(histories).map((name) => [name, curveOf(name)]));
}

/** Of each run's last epoch, by name, over the runs where it is finite; without names where it is nowhere. */
export function lastEpochSummaries(histories: readonly Values[]): Record<string, Summary> {
  return Object.fromEntries(
    commonNames(histories).flatMap((name) => {
      const values = finite(histories.map((history) => history[name]!.at(-1)));
      return values.length === 0 ? [] : [[name, summarize(values, scaleOf(name))]];
    }),
  );
}
