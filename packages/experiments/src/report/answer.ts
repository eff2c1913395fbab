/** What a model gave to a digit as a report says it: a probability as a percentage, any other output as the number it is. */

import { formatFixed, formatProbability } from '@inkgrad/charts';
import type { Mistake, Prediction } from '../run/run-result.ts';

export interface GivenOutputs {
  /** One for each digit, the largest for the answer; what is not finite is NaN. */
  readonly values: readonly number[];
  readonly areProbabilities: boolean;
}

function finite(value: number | null | undefined): number {
  return value === null || value === undefined || !Number.isFinite(value) ? Number.NaN : value;
}

/** No number outside [0, 1] is taken for a probability, whatever a record calls it. */
export function givenOutputs({ probabilities, scores }: Omit<Prediction, 'label'>): GivenOutputs {
  const values = (scores ?? probabilities ?? []).map(finite);
  return { values, areProbabilities: scores === undefined && !values.some((value) => value < 0 || value > 1) };
}

/** "97.3 %", or "1.596" of a score. */
export function formatOutput(value: number, areProbabilities: boolean): string {
  return areProbabilities ? formatProbability(value) : formatFixed(value, 3);
}

/** What the model gave to its wrong answer. */
export function formatMistakeOutput({ probability, score }: Mistake): string {
  const value = finite(score ?? probability);
  return formatOutput(value, score === undefined && !(value < 0 || value > 1));
}
