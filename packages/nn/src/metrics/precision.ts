/** Source: https://keras.io/api/metrics/classification_metrics/#precision-class */
import { defineMetric } from '../define/define-metric.ts';
import { checkClass, countDecisions, decisionFields } from './decisions.ts';
import { columns, quotient } from './sums.ts';

/**
 * Right yes / all yes: of what the model says yes to, the share that is so; 0 where it never does. Targets are 0 or 1, of
 * the outputs' shape.
 * @throws ArgumentError for a threshold outside [0, 1], a k that is no positive whole number, or an unknown class
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [precision({ threshold: 0.9 }), recall()] });
 */
export const precision = defineMetric({
  name: 'precision',
  fields: decisionFields,
  direction: 'max',
  sumCount: (options, shape) => {
    checkClass('precision', options, shape);
    return 2;
  },
  sumsPerSample: (options, call) => {
    const { tp, fp } = countDecisions(options, call);
    return columns([tp, fp]);
  },
  result: (_, [tp, fp]) => quotient(tp!, tp! + fp!),
});
