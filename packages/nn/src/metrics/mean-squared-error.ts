/** Source: https://keras.io/api/metrics/regression_metrics/ */
import { square, sub } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { meanOverSample } from '../losses/over-sample.ts';

/** Mean of (p − y)² over all axes but the first; targets of the outputs' shape. */
export const meanSquaredError = defineMetric({
  name: 'meanSquaredError',
  fields: {},
  direction: 'min',
  perSample: (_, { outputs, targets }) => meanOverSample(square(sub(outputs, targets))),
});
