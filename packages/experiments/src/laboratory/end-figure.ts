/**
 * The one figure by which runs are compared in the end: accuracy, or, of targets that are values, the mean absolute error.
 * Not the loss: that may be another one, and has penalties.
 */
import type { RunResult } from '../run/run-result.ts';

export type EndQuantity = 'accuracy' | 'meanAbsoluteError';

type Ended = Pick<RunResult, 'evaluation' | 'predictedValues' | 'targets'>;

/** Of each evaluated sample how far off it is, on the average of its values; undefined where the targets are classes. */
export function absoluteErrors({ targets, predictedValues }: Omit<Ended, 'evaluation'>): number[] | undefined {
  if (targets?.kind !== 'values' || predictedValues === undefined) return undefined;
  const { predicted, true: truth } = predictedValues;
  const width = targets.names.length;
  return Array.from({ length: truth.length / width }, (_, row) => {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) sum += Math.abs(predicted[at]! - truth[at]!);
    return sum / width;
  });
}

/**
 * The figure of a run that is over: its accuracy, or the mean absolute error of its values.
 * @returns undefined for a run that has neither
 */
export function endFigure(result: Ended): { readonly quantity: EndQuantity; readonly value: number } | undefined {
  const { accuracy } = result.evaluation;
  if (accuracy !== undefined) return { quantity: 'accuracy', value: accuracy };
  const errors = absoluteErrors(result);
  if (errors === undefined) return undefined;
  return { quantity: 'meanAbsoluteError', value: errors.reduce((sum, error) => sum + error, 0) / errors.length };
}
