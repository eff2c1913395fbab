/** Source: https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class */
import { argmax } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { defaulted } from '../define/field.ts';
import { positiveWhole } from '../define/fields.ts';
import { meanOverSample } from '../losses/over-sample.ts';
import { isInTopK, scores } from './scores.ts';

/**
 * Fraction of samples whose largest target is among the k largest outputs; outputs equal to its own do not count against it.
 * @throws ArgumentError for a k that is no positive whole number
 * @example
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [topKCategoricalAccuracy({ k: 3 })] });
 */
export const topKCategoricalAccuracy = defineMetric({
  name: 'topKCategoricalAccuracy',
  fields: {
    /** 5 by default. */
    k: defaulted(positiveWhole, 5),
  },
  direction: 'max',
  countsAnswers: true,
  perSample: ({ k }, { outputs, targets }) => meanOverSample(isInTopK(scores(outputs), argmax(targets), k)),
});
