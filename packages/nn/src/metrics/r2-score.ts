/** Source: https://keras.io/api/metrics/regression_metrics/#r2score-class */
import { full, sizeOf, square, sub } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { defaulted } from '../define/field.ts';
import { choice, nonNegativeWhole } from '../define/fields.ts';
import { byClass, columns, quotient } from './sums.ts';

/**
 * 1 − Σ (p − y)² / Σ (y − ȳ)² of each output, and of these the mean: the share of the targets' variance that the model
 * explains. 1 is perfect, 0 what their mean would score. Where the targets of an output are all equal it is 1 of perfect
 * answers and else 0.
 *
 * Of targets far from 0 beside their deviation d the sums round: its error is about 1e-7 · (ȳ / d)².
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [r2Score()] });
 */
export const r2Score = defineMetric({
  name: 'r2Score',
  fields: {
    /** How the scores of several outputs become one: their mean, or weighted by the targets' variances. */
    classAggregation: defaulted(
      choice('classAggregation', ['uniformAverage', 'varianceWeightedAverage']),
      'uniformAverage',
      "How the scores of several outputs become one: their mean, or weighted by the targets' variances.",
    ),
    /** Number of features, for the adjusted score; 0, for the plain one, by default. */
    numRegressors: defaulted(
      nonNegativeWhole,
      0,
      'Number of features, for the adjusted score; 0, for the plain one, by default.',
    ),
  },
  direction: 'max',
  // Of each output Σ (p − y)², Σ y and Σ y², then how many values each has.
  sumCount: (_, shape) => 3 * (shape.at(-1) ?? 1) + 1,
  sumsPerSample: (_, { outputs, targets }) => {
    const [squares, batch] = [byClass(square(targets)), targets.shape[0]!];
    const values = full([batch], sizeOf(targets.shape) / sizeOf(squares.shape));
    return columns([byClass(square(sub(outputs, targets))), byClass(targets), squares, values]);
  },
  result: ({ classAggregation, numRegressors }, sums) => {
    const outputs = (sums.length - 1) / 3;
    const count = sums.at(-1)!;
    const totals = Array.from({ length: outputs }, (_, at) => {
      const [residual, total, squares] = [sums[at]!, sums[outputs + at]!, sums[2 * outputs + at]!];
      return { residual, spread: Math.max(squares - (total * total) / count, 0) };
    });
    const score = ({ residual, spread }: (typeof totals)[number]): number =>
      spread === 0 ? Number(residual === 0) : 1 - residual / spread;
    const weights = totals.map(({ spread }) => (classAggregation === 'uniformAverage' ? 1 : spread));
    const plain = quotient(
      totals.reduce((all, own, at) => all + score(own) * weights[at]!, 0),
      weights.reduce((all, own) => all + own, 0),
    );
    const freedom = count - numRegressors - 1;
    return numRegressors === 0 || freedom <= 0 ? plain : 1 - ((1 - plain) * (count - 1)) / freedom;
  },
});
