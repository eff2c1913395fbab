/**
 * What k trainings, each validated on another fold of the training set, say together. Pure: made from the results of
 * the runs. The test set appears only in the final model, which is trained on all training images and judged once.
 */
import type { Experiment } from '../experiment/schema.ts';
import type { RunResult } from '../run/run-result.ts';
import { type Curve, curvesOf, lastEpochSummaries } from './curves.ts';
import type { Summary } from './statistics.ts';

/** The run of one fold. */
export interface FoldRun {
  /** The fold that validates, counted from 1. */
  readonly fold: number;
  /** Within the folder of the cross-validation: `runs/fold-1`. */
  readonly directory: string;
  readonly result: RunResult;
}

/** A cross-validation with all its folds. */
export interface CrossValidationResult {
  readonly kind: 'crossValidation';
  /** As it ran. */
  readonly experiment: Experiment;
  readonly folds: number;
  /** Of the division into folds. */
  readonly seed: number;
  /** In the order of the folds; without those that failed. */
  readonly runs: readonly FoldRun[];
  /** Trained on all training images, judged once on the test set; null if it failed. */
  readonly final: { readonly directory: string; readonly result: RunResult } | null;
  /** Of the last epoch over the folds, by name as in the history. */
  readonly summaries: Readonly<Record<string, Summary>>;
  /** By name as in the history. */
  readonly curves: Readonly<Record<string, Curve>>;
  /** Counts over all folds, so that each training image is in it once: rows true digits, columns predicted ones. */
  readonly confusionMatrix: readonly (readonly number[])[];
}

function sumOf(matrices: readonly (readonly (readonly number[])[])[]): number[][] {
  const [first, ...others] = matrices;
  return (first ?? []).map((row, i) => row.map((count, j) => others.reduce((sum, each) => sum + each[i]![j]!, count)));
}

/**
 * What the runs of a cross-validation say together.
 * @param parts the runs in any order
 */
export function crossValidation(
  parts: Pick<CrossValidationResult, 'experiment' | 'folds' | 'seed' | 'runs' | 'final'>,
): CrossValidationResult {
  const { experiment, folds, seed, final } = parts;
  const runs = [...parts.runs].sort((a, b) => a.fold - b.fold);
  const histories = runs.map(({ result }) => result.history);
  return {
    kind: 'crossValidation',
    ...{ experiment, folds, seed, runs, final },
    summaries: lastEpochSummaries(histories),
    curves: curvesOf(histories),
    confusionMatrix: sumOf(runs.map(({ result }) => result.confusionMatrix)),
  };
}
