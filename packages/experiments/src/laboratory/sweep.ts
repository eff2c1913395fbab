/**
 * What many settings over several seeds gave. Pure: made from the results of the runs. Cells are put in order by what
 * validates; the test set, looked at once a run, orders nothing.
 */
import type { Experiment, ValidationConfig } from '../experiment/schema.ts';
import { comparePaired, type MeanComparison } from './comparison-of-means.ts';
import { lastEpochSummaries } from './curves.ts';
import type { Rung } from './halving.ts';
import { holmOfKnown } from './holm.ts';
import { isLessBetter } from './measured.ts';
import { pairs } from './pairs.ts';
import type { GridAxis, Setting } from './setting.ts';
import { isFinding } from './significance.ts';
import type { Summary } from './statistics.ts';

/** One run of a sweep. */
export interface SweepRun {
  readonly seed: number;
  /** Within the folder of the sweep: `runs/1-learningRate-0.1-seed-1`. */
  readonly directory: string;
  /** Values by name, one an epoch; empty for a run that failed. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Training time: of its epochs, validation included; 0 for one that failed. */
  readonly seconds: number;
  /** On the test set, looked at once, after the last epoch; null for a run that failed, and where targets are values. */
  readonly testAccuracy: number | null;
  /** The same of the loss, penalties included; sweeps of older versions have none. */
  readonly testLoss?: number | null;
  /** Why it has no result, in one sentence. */
  readonly failure?: string;
}

/** One combination of settings, over all its seeds. */
export interface SweepCell {
  /** One for each axis, in their order. */
  readonly settings: readonly Setting[];
  /** Of the last epoch over the seeds, by name as in the history; without runs that failed, and empty where all did. */
  readonly summaries: Readonly<Record<string, Summary>>;
  readonly runs: readonly SweepRun[];
  /** Epochs that its runs trained: fewer than the experiment's where the cell was left behind. */
  readonly epochs: number;
  /** The best cell with this one, over the same seeds; null of the best itself, and where they cannot be compared. */
  readonly besideBest: BestComparison | null;
}

interface BestComparison extends MeanComparison {
  /**
   * Corrected by Holm for every pair of cells that trained to the end, not only for those with the best: which is best was
   * seen in the same numbers.
   */
  readonly adjusted: number | null;
}

/** A sweep with all its cells. */
export interface SweepResult {
  readonly kind: 'sweep';
  /** Without the settings of the grid. */
  readonly experiment: Experiment;
  readonly axes: readonly GridAxis[];
  /** What validated: a part of the training set. */
  readonly validation: ValidationConfig;
  /** Combinations that were drawn of those that there are; absent where all were tried. */
  readonly drawn?: { readonly count: number; readonly seed: number };
  /** Of successive halving: how many cells trained for how long; absent where all trained to the end. */
  readonly rungs?: readonly Rung[];
  readonly seeds: readonly number[];
  /** A name in the summaries. */
  readonly sortBy: string;
  /** Those that trained longest first; of those the best mean; cells without one last. */
  readonly cells: readonly SweepCell[];
}

/** Of a run of the cell, on the average of those that did not fail; undefined where all did. */
export function meanTrainingSeconds({ runs }: Pick<SweepCell, 'runs'>): number | undefined {
  const trained = runs.filter(({ failure }) => failure === undefined);
  if (trained.length === 0) return undefined;
  return trained.reduce((sum, { seconds }) => sum + seconds, 0) / trained.length;
}

/** The best first: accuracies from the largest down, losses and errors from the smallest up. */
function compare(sortBy: string): (a: BareCell, b: BareCell) => number {
  const sign = isLessBetter(sortBy) ? 1 : -1;
  const worth = (cell: BareCell): number => {
    const mean = cell.summaries[sortBy]?.mean;
    return mean === undefined ? Number.MAX_VALUE : sign * mean;
  };
  return (a, b) => worth(a) - worth(b);
}

type BareCell = Omit<SweepCell, 'besideBest'>;

/** More cells would make more pairs than anybody corrects for. */
const mostCompared = 200;

/** The last value of each seed; undefined where a run has none. */
function valuesOf({ runs }: BareCell, sortBy: string): readonly number[] | undefined {
  const values = runs.map(({ history }) => history[sortBy]?.at(-1));
  return values.every((value) => value !== undefined && Number.isFinite(value)) ? (values as number[]) : undefined;
}

/** The first cell with each other of `cells`, whose runs have the same seeds in the same order. */
function besideFirst(cells: readonly BareCell[], sortBy: string): (BestComparison | null)[] {
  const values = cells.map((cell) => valuesOf(cell, sortBy));
  const compared = cells.length > mostCompared ? [] : pairs(cells.length);
  const tests = compared.flatMap(({ a, b }) => {
    const [ofA, ofB] = [values[a], values[b]];
    return ofA && ofB ? [{ a, b, comparison: comparePaired(ofB, ofA) }] : [];
  });
  const adjusted = holmOfKnown(tests.map(({ comparison }) => comparison.pValue));
  const besides = new Map(
    tests.flatMap(({ a, b, comparison }, at) => (a === 0 ? [[b, { ...comparison, adjusted: adjusted[at]! }]] : [])),
  );
  return cells.map((_, at) => besides.get(at) ?? null);
}

/**
 * What the runs of a sweep say together: the cells, best first.
 * @param parts the cells in the order of the grid, which equal ones keep
 */
export function sweep(
  parts: Omit<SweepResult, 'kind' | 'sortBy' | 'cells'> & {
    readonly sortBy: string;
    readonly cells: readonly (Pick<SweepCell, 'settings' | 'runs'> & { readonly epochs?: number })[];
  },
): SweepResult {
  const { sortBy, experiment } = parts;
  const cells = parts.cells.map(({ settings, runs, epochs = experiment.epochs }): BareCell => {
    const histories = runs.filter(({ failure }) => failure === undefined).map(({ history }) => history);
    return { settings, summaries: lastEpochSummaries(histories), runs, epochs };
  });
  const byWorth = compare(sortBy);
  cells.sort((a, b) => b.epochs - a.epochs || byWorth(a, b));
  const longest = cells.filter(({ epochs }) => epochs === cells[0]!.epochs);
  const beside = besideFirst(longest, sortBy);
  return { kind: 'sweep', ...parts, cells: cells.map((cell, at) => ({ ...cell, besideBest: beside[at] ?? null })) };
}

/** What the runs of the first cell came to on the test set, on the average; undefined where it has no run with a result. */
export function testOfFirst([first]: readonly SweepCell[]):
  | { readonly name: 'accuracy' | 'loss'; readonly mean: number }
  | undefined {
  const of = (pick: (run: SweepRun) => number | null | undefined) =>
    first?.runs.flatMap((run) => pick(run) ?? []) ?? [];
  const accuracies = of(({ testAccuracy }) => testAccuracy);
  const values = accuracies.length > 0 ? accuracies : of(({ testLoss }) => testLoss);
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { name: accuracies.length > 0 ? 'accuracy' : 'loss', mean };
}

/** What the seeds say of the best cell and the next, in a sentence; undefined where there is no next. */
export function bestSentence({ cells, seeds }: Pick<SweepResult, 'cells' | 'seeds'>): string | undefined {
  const [best, second] = cells;
  if (best === undefined || second === undefined || second.epochs < best.epochs) return undefined;
  const beside = second.besideBest;
  if (beside === null) return 'The next cannot be compared with it: a run of either has no result.';
  const { adjusted, pValue, difference } = beside;
  if (pValue === null || adjusted === null) {
    return `${seeds.length} of the at least 3 seeds that a verdict takes: whether it is more than their spread cannot be said.`;
  }
  const by = `${Math.abs(difference).toPrecision(2)} on the same seeds`;
  return isFinding(adjusted)
    ? `It differs from the next by ${by}, more than chance explains (p ${adjusted.toPrecision(2)}, corrected for all pairs).`
    : `It differs from the next by ${by}, and that this is more than chance is not shown (p ${adjusted.toPrecision(2)}, corrected for all pairs).`;
}

/** Short names of a sweep's axes: the last key of each path where that tells them apart, else the whole path. */
export function axisNames(axes: readonly { readonly path: string }[]): string[] {
  const last = axes.map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  return axes.map(({ path }, at) => (last.filter((name) => name === last[at]).length === 1 ? last[at]! : path));
}
