/** What a trained model came to, in words: "test accuracy 0.9712, test loss 0.0981", of values the loss and its metrics. */
import type { Evaluation } from '@inkgrad/experiments';
import { formatMetric } from '../terminal/format.ts';
import type { Colors } from '../terminal/output.ts';

export function evaluationText({ set, accuracy, loss, metrics = {} }: Evaluation, colors: Colors): string {
  const name = set === 'fold' ? 'validation' : 'test';
  const parts = [
    ...(accuracy === undefined ? [] : [`${name} accuracy ${colors.bold(formatMetric(accuracy))}`]),
    `${name} loss ${accuracy === undefined ? colors.bold(formatMetric(loss)) : formatMetric(loss)}`,
    ...Object.entries(metrics).map(([metric, value]) => `${metric} ${formatMetric(value)}`),
  ];
  return parts.join(', ');
}
