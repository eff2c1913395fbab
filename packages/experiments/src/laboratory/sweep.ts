/** What a grid of settings over several seeds gave. Pure: made from the results of the runs. */
import type { Experiment } from '../experiment/schema.ts';
import { lastEpochSummaries } from './curves.ts';
import type { GridAxis, Setting } from './setting.ts';
import type { Summary } from './statistics.ts';

export interface SweepRun {
  readonly seed: number;
  /** Within the folder of the sweep: `runs/1-learningRate-0.1-seed-1`. */
  readonly directory: string;
  /** Values by name, one an epoch; empty for a run that failed. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Training time: of its epochs, validation included; 0 for one that failed. */
  readonly seconds: number;
  /** Why it has no result, in one sentence. */
  readonly failure?: string;
}

export interface SweepCell {
  /** One for each axis, in their order. */
  readonly settings: readonly Setting[];
  /** Of the last epoch over the seeds, by name as in the history; without runs that failed, and empty where all did. */
  readonly summaries: Readonly<Record<string, Summary>>;
  readonly runs: readonly SweepRun[];
}

export interface SweepResult {
  readonly kind: 'sweep';
  /** Without the settings of the grid. */
  readonly experiment: Experiment;
  readonly axes: readonly GridAxis[];
  readonly seeds: readonly number[];
  /** A name in the summaries. */
  readonly sortBy: string;
  /** The best mean first; cells without one last. */
  readonly cells: readonly SweepCell[];
}

/** Of a run of the cell, on the average of those that did not fail; undefined where all did. */
export function meanTrainingSeconds({ runs }: Pick<SweepCell, 'runs'>): number | undefined {
  const trained = runs.filter(({ failure }) => failure === undefined);
  if (trained.length === 0) return undefined;
  return trained.reduce((sum, { seconds }) => sum + seconds, 0) / trained.length;
}

/** What a sweep can be sorted by. */
export const sweepMetrics = ['validationAccuracy', 'validationLoss', 'accuracy', 'loss'] as const;

export type SweepMetric = (typeof sweepMetrics)[number];

/** Accuracies from the largest down, losses from the smallest up. */
function compare(sortBy: SweepMetric): (a: SweepCell, b: SweepCell) => number {
  const sign = /accuracy$/i.test(sortBy) ? -1 : 1;
  const worth = (cell: SweepCell): number => {
    const mean = cell.summaries[sortBy]?.mean;
    return mean === undefined ? Number.MAX_VALUE : sign * mean;
  };
  return (a, b) => worth(a) - worth(b);
}

/** @param parts the cells in the order of the grid, which equal ones keep */
export function sweep(
  parts: Pick<SweepResult, 'experiment' | 'axes' | 'seeds'> & {
    readonly sortBy: SweepMetric;
    readonly cells: readonly Pick<SweepCell, 'settings' | 'runs'>[];
  },
): SweepResult {
  const { experiment, axes, seeds, sortBy } = parts;
  const cells = parts.cells.map(({ settings, runs }): SweepCell => {
    const histories = runs.filter(({ failure }) => failure === undefined).map(({ history }) => history);
    return { settings, summaries: lastEpochSummaries(histories), runs };
  });
  return { kind: 'sweep', ...{ experiment, axes, seeds, sortBy }, cells: cells.sort(compare(sortBy)) };
}

/** Short names of a sweep's axes: the last key of each path where that tells them apart, else the whole path. */
export function axisNames(axes: readonly { readonly path: string }[]): string[] {
  const last = axes.map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  return axes.map(({ path }, at) => (last.filter((name) => name === last[at]).length === 1 ? last[at]! : path));
}
