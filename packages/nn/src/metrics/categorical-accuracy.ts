/** Source: https://keras.io/api/metrics/accuracy_metrics/ */
import { argmax, cast, equal } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { meanOverSample } from '../losses/over-sample.ts';
import { scores } from './scores.ts';

/**
 * 1 where the largest output is at the largest target's place; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [categoricalAccuracy()] });
 */
export const categoricalAccuracy = defineMetric({
  name: 'categoricalAccuracy',
  fields: {},
  direction: 'max',
  countsAnswers: true,
  perSample: (_, { outputs, targets }) => meanOverSample(cast(equal(argmax(scores(outputs)), argmax(targets)), 'f32')),
});
