/** Source: https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class */
import { defineMetric } from '../define/define-metric.ts';
import { defaulted } from '../define/field.ts';
import { positiveWhole } from '../define/fields.ts';
import { isInTopK, scores } from './scores.ts';

/**
 * Fraction of samples whose label is among the k largest outputs; outputs equal to its own do not count against it.
 * @throws ArgumentError for a k that is no positive whole number
 * @example
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [sparseTopKCategoricalAccuracy({ k: 3 })] });
 */
export const sparseTopKCategoricalAccuracy = defineMetric({
  name: 'sparseTopKCategoricalAccuracy',
  fields: {
    /** 5 by default. */
    k: defaulted(positiveWhole, 5),
  },
  targets: 'labels',
  direction: 'max',
  countsAnswers: true,
  perSample: ({ k }, { outputs, targets }) => isInTopK(scores(outputs), targets, k),
});
