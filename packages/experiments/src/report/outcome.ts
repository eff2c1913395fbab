/**
 * What a run's numbers say, as facts that the verdict, the curves and the tables share. No text here.
 */

import type { DataPart, DataSet } from '../data/data-set.ts';
import { isOfClasses } from '../experiment/vocabulary.ts';
import { type EpochResult, type RunResult, sampleNounOf } from '../run/run-result.ts';

/** The cross-entropy of a model that gives every class the same probability: ln(classes). */
export function guessingLoss(run: RunResult): number {
  return Math.log(Math.max(2, run.confusionMatrix.length));
}

/**
 * A test loss within this of ln(classes) is "still guessing". The published v2 starts 0.020 above and ends
 * 0.014 above; the published v1 is 2.1 below after one epoch.
 */
const GUESSING_BAND = 0.05;

/** Whether the test loss is a cross-entropy of classes and stays near that of a uniform guess in every epoch. */
export function staysAtGuessing(run: RunResult): boolean {
  const guess = guessingLoss(run);
  return (
    isOfClasses(run.config.loss) &&
    run.epochs.length > 0 &&
    run.epochs.every((row) => Math.abs((row.validationLoss ?? Number.NaN) - guess) < GUESSING_BAND)
  );
}

/** What a run was validated on after each epoch, in words; of one that was not, what would have been. */
export function validatedSet(run: RunResult): Pick<EvaluatedSet, 'short' | 'phrase'> {
  return run.split.kind === 'validation'
    ? { short: 'held out', phrase: 'held-out part of the training set' }
    : evaluatedSet(run);
}

/** What a run was evaluated on, in words. */
export interface EvaluatedSet {
  /** "test" */
  readonly short: string;
  /** "test set" */
  readonly phrase: string;
  /** "test images" or "test rows" */
  readonly images: string;
  /** Whether something was evaluated after each epoch: it, or what `validatedSet` says. */
  readonly validates: boolean;
}

/** Names of the classes that a run tells apart; of digits their numbers. */
export function classNames({ targets, confusionMatrix }: RunResult): readonly string[] {
  return targets?.kind === 'classes' ? targets.names : confusionMatrix.map((_, label) => String(label));
}

/** What a run tells apart: "digit" or "class". */
export function classWord({ targets }: Pick<RunResult, 'targets'>): string {
  return targets === undefined ? 'digit' : 'class';
}

/** The samples that a run was evaluated on, or that they were taken from. */
export function evaluatedPart({ split }: Pick<RunResult, 'split'>, data: Pick<DataSet, 'train' | 'test'>): DataPart {
  return split.kind === 'fold' ? data.train : data.test;
}

export function evaluatedSet(run: RunResult): EvaluatedSet {
  const { split } = run;
  const noun = sampleNounOf(run);
  if (split.kind !== 'fold') {
    return { short: 'test', phrase: 'test set', images: `test ${noun}`, validates: split.kind !== 'testAtEnd' };
  }
  return { short: 'held out', phrase: 'held-out fold', images: `held-out ${noun}`, validates: true };
}

export interface AnswerCounts {
  /** Test images. */
  readonly total: number;
  readonly correct: number;
  /** Accuracy on the test set. */
  readonly accuracy: number;
  /** The class answered most often, and how often. */
  readonly favourite: number;
  readonly favouriteCount: number;
  /** Different classes answered at all. */
  readonly classesAnswered: number;
  /** Share of the most frequent true class: what always answering that class would score. */
  readonly constantAccuracy: number;
}

/** Sums of a confusion matrix (rows true, columns predicted). An empty matrix gives zeros. */
export function countAnswers(matrix: readonly (readonly number[])[]): AnswerCounts {
  const rows = matrix.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = matrix.map((_, column) => matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const total = rows.reduce((a, b) => a + b, 0);
  const correct = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const favouriteCount = columns.reduce((a, b) => Math.max(a, b), 0);
  return {
    total,
    correct,
    accuracy: total > 0 ? correct / total : 0,
    favourite: Math.max(0, columns.indexOf(favouriteCount)),
    favouriteCount,
    classesAnswered: columns.filter((count) => count > 0).length,
    constantAccuracy: total > 0 ? rows.reduce((a, b) => Math.max(a, b), 0) / total : 0,
  };
}

/** The row of the epoch, or undefined. */
export function rowOfEpoch(history: readonly EpochResult[], epoch: number): EpochResult | undefined {
  return history.find((row) => row.epoch === epoch);
}
