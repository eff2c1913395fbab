/** How far a run's predicted values are from the true ones. */
import { formatFixed } from '@inkgrad/charts';
import type { RunResult } from '../run/run-result.ts';

export interface ValueScores {
  /** Of the value. */
  readonly name: string;
  readonly predicted: readonly number[];
  readonly true: readonly number[];
  readonly meanAbsoluteError: number;
  readonly rootMeanSquare: number;
  /**
   * R² = 1 − Σ(true − predicted)² / Σ(true − mean)²: 1 of a perfect prediction, 0 of the mean itself. Undefined where all
   * true values are equal.
   */
  readonly determination: number | undefined;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** For each value that is predicted, on the evaluated set. */
export function valueScores({ targets, predictedValues }: RunResult): ValueScores[] {
  if (targets?.kind !== 'values' || predictedValues === undefined) return [];
  const { names } = targets;
  return names.map((name, at) => {
    const column = (rows: readonly number[]): number[] => rows.filter((_, index) => index % names.length === at);
    const [predicted, truth] = [column(predictedValues.predicted), column(predictedValues.true)];
    const errors = predicted.map((value, index) => value - truth[index]!);
    const squares = mean(errors.map((error) => error ** 2));
    const center = mean(truth);
    const variance = mean(truth.map((value) => (value - center) ** 2));
    return {
      ...{ name, predicted, true: truth },
      meanAbsoluteError: mean(errors.map(Math.abs)),
      rootMeanSquare: Math.sqrt(squares),
      determination: variance > 0 ? 1 - squares / variance : undefined,
    };
  });
}

/** A number of any size with about four digits. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return formatFixed(value, 0);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2).replaceAll('-', '−');
  return formatFixed(value, Math.max(0, 3 - Math.floor(Math.log10(size))));
}
