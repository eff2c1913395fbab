/**
 * Runs that differ in nothing but their seed, as groups, and whether the groups differ: these five seeds against those
 * five. It is about ways to train, where McNemar's test is about two trained models.
 */
import { decisiveText } from '../experiment/decisive.ts';
import type { RunResult } from '../run/run-result.ts';
import { comparePaired, compareSamples, type MeanComparison } from './comparison-of-means.ts';
import { type EndQuantity, endFigure } from './end-figure.ts';
import { holmOfKnown } from './holm.ts';
import { isLessBetter } from './measured.ts';
import { pairs } from './pairs.ts';
import { isFinding } from './significance.ts';
import { type Summary, scaleOf, summarize } from './statistics.ts';

/** What is known of a run. */
export interface GroupableRun {
  readonly result: Pick<RunResult, 'config' | 'seed' | 'split' | 'evaluation' | 'predictedValues' | 'targets'>;
}

/** Several runs of one configuration. */
export interface RunGroup {
  /** Their places among the runs, by seed. */
  readonly runs: readonly number[];
  readonly seeds: readonly number[];
  /** Of the accuracy in the end; absent where the targets are values. */
  readonly accuracy?: Summary;
  /** Of the mean absolute error in the end; absent where the targets are classes. */
  readonly meanAbsoluteError?: Summary;
}

/** What a group is judged by. */
export function groupFigure({ accuracy, meanAbsoluteError }: RunGroup): Summary {
  return (accuracy ?? meanAbsoluteError)!;
}

export interface GroupComparison extends MeanComparison {
  /** Places among the groups. The difference is that of the mean of the quantity, b − a. */
  readonly a: number;
  readonly b: number;
  readonly quantity: EndQuantity;
  /** The p-value by Holm's correction for all pairs; null with fewer than three seeds a side. */
  readonly adjusted: number | null;
}

interface GroupsOfRuns {
  /** None where there are fewer than two, or where no configuration has two runs. */
  readonly groups: readonly RunGroup[];
  /** Of every two groups; paired where they have the same seeds. */
  readonly comparisons: readonly GroupComparison[];
}

/** Of equal texts the runs differ in their seed only. */
function configurationOf({ result: { config, split } }: GroupableRun): string {
  return JSON.stringify([decisiveText(config), split]);
}

/** @param runs of the same data; those without a figure in the end, and a seed that comes again, are left out */
export function groupRuns(runs: readonly GroupableRun[]): GroupsOfRuns {
  const figures = runs.map(({ result }) => endFigure(result));
  const found = new Map<string, number[]>();
  for (const [at, run] of runs.entries()) {
    if (figures[at] === undefined) continue;
    const key = configurationOf(run);
    const others = found.get(key) ?? [];
    if (others.some((other) => runs[other]!.result.seed === run.result.seed)) continue;
    found.set(key, [...others, at]);
  }
  const members = [...found.values()].map((places) =>
    places.toSorted((a, b) => runs[a]!.result.seed - runs[b]!.result.seed),
  );
  if (members.length < 2 || members.every(({ length }) => length < 2)) return { groups: [], comparisons: [] };
  const { quantity } = figures[members[0]![0]!]!;
  const values = members.map((places) => places.map((at) => figures[at]!.value));
  const groups = members.map((places, at): RunGroup => {
    const seeds = places.map((place) => runs[place]!.result.seed);
    return { runs: places, seeds, [quantity]: summarize(values[at]!, scaleOf(quantity)) };
  });
  const tests = pairs(groups.length).map(({ a, b }) => {
    const haveSameSeeds = groups[a]!.seeds.join() === groups[b]!.seeds.join();
    const test = haveSameSeeds ? comparePaired : compareSamples;
    return { a, b, quantity, ...test(values[a]!, values[b]!) };
  });
  const adjusted = holmOfKnown(tests.map(({ pValue }) => pValue));
  return { groups, comparisons: tests.map((test, at) => ({ ...test, adjusted: adjusted[at]! })) };
}

/** What the seeds say of two groups, in words. @param nameOf a group by its place */
export function groupFinding(
  { a, b, quantity, difference, adjusted }: GroupComparison,
  nameOf: (group: number) => string,
): string {
  if (adjusted === null) return 'not enough seeds';
  if (!isFinding(adjusted)) return 'no difference shown';
  return `${nameOf(difference > 0 === isLessBetter(quantity) ? a : b)} is better`;
}
