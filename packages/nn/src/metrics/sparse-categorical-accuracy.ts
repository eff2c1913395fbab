/** Source: https://keras.io/api/metrics/accuracy_metrics/ */
import { argmax, cast, equal } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { scores } from './scores.ts';

/**
 * 1 where the largest output is the label's: labels [batch], outputs [batch, classes].
 * @example
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [sparseCategoricalAccuracy()] });
 */
export const sparseCategoricalAccuracy = defineMetric({
  name: 'sparseCategoricalAccuracy',
  fields: {},
  targets: 'labels',
  direction: 'max',
  countsAnswers: true,
  perSample: (_, { outputs, targets }) => cast(equal(argmax(scores(outputs)), targets), 'f32'),
});
