/** Source: https://keras.io/api/metrics/regression_metrics/ */
import { abs, sub } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { meanOverSample } from '../losses/over-sample.ts';

/** Mean of |p − y| over all axes but the first; targets of the outputs' shape. */
export const meanAbsoluteError = defineMetric({
  name: 'meanAbsoluteError',
  fields: {},
  direction: 'min',
  perSample: (_, { outputs, targets }) => meanOverSample(abs(sub(outputs, targets))),
});
