/** Source: https://keras.io/api/metrics/classification_metrics/#recall-class */
import { defineMetric } from '../define/define-metric.ts';
import { checkClass, countDecisions, decisionFields } from './decisions.ts';
import { columns, quotient } from './sums.ts';

/**
 * Right yes / what should be yes: of what is so, the share that the model says yes to; 0 where nothing is. Targets are 0 or
 * 1, of the outputs' shape.
 * @throws ArgumentError for a threshold outside [0, 1], a k that is no positive whole number, or an unknown class
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [recall({ threshold: 0.6 })] });
 */
export const recall = defineMetric({
  name: 'recall',
  fields: decisionFields,
  direction: 'max',
  sumCount: (options, shape) => {
    checkClass('recall', options, shape);
    return 2;
  },
  sumsPerSample: (options, call) => {
    const { tp, fn } = countDecisions(options, call);
    return columns([tp, fn]);
  },
  result: (_, [tp, fn]) => quotient(tp!, tp! + fn!),
});
