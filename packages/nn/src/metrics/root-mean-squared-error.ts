/** Source: https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class */
import { square, sub } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { meanOverSample } from '../losses/over-sample.ts';
import { columns } from './sums.ts';

/**
 * √ of the mean of (p − y)² over all values: an error in the targets' own unit.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [rootMeanSquaredError()] });
 */
export const rootMeanSquaredError = defineMetric({
  name: 'rootMeanSquaredError',
  fields: {},
  direction: 'min',
  sumCount: () => 1,
  sumsPerSample: (_, { outputs, targets }) => columns([meanOverSample(square(sub(outputs, targets)))]),
  result: (_, [sum], samples) => Math.sqrt(sum! / samples),
});
