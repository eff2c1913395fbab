/** Source: https://keras.io/api/metrics/accuracy_metrics/ */
import { cast, equal, greater } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { meanOverSample } from '../losses/over-sample.ts';
import { isLikely } from './scores.ts';

/**
 * Fraction of a sample's outputs on the target's side: probabilities and values of 0.5, logits of 0.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [binaryAccuracy()] });
 */
export const binaryAccuracy = defineMetric({
  name: 'binaryAccuracy',
  fields: {},
  direction: 'max',
  countsAnswers: true,
  perSample: (_, { outputs, targets, loss }) =>
    meanOverSample(cast(equal(isLikely(outputs, loss), greater(targets, 0.5)), 'f32')),
});
