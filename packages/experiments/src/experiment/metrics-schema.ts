/**
 * What an experiment may measure beside its loss: nn's metrics. `accuracy` is always among them, as reports and comparisons
 * need it. A metric needs what the loss has: the label, or a value for each digit.
 */
import { builtIns } from '@inkgrad/nn';
import { z } from 'zod';
import { classCount } from '../data/data-set.ts';
import { type LossConfig, type MetricConfig, metricSchema, nameOf, takesLabels } from './vocabulary.ts';

const { metrics: known } = builtIns();

export const metricsSchema = z
  .array(metricSchema)
  .min(1)
  .max(known.length)
  .superRefine((metrics, context) => {
    const names = metrics.map(nameOf);
    const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
    if (twice >= 0) context.addIssue({ code: 'custom', path: [twice], message: `"${names[twice]}" comes twice` });
    for (const [at, metric] of metrics.entries()) {
      if (typeof metric === 'string' || !('k' in metric) || metric.k === undefined || metric.k <= classCount) continue;
      const message = `must be at most ${classCount}, received ${metric.k}`;
      context.addIssue({ code: 'custom', path: [at, 'k'], message });
    }
  })
  .default(['accuracy'])
  .meta({ uniqueItems: true })
  .describe('What is measured beside the loss; of classes accuracy must be among it, of other values it must not.');

/** The names of an epoch's values in the history. */
export const loggedNames = ['loss', ...known.map(({ key }) => key)].flatMap((name) => [
  name,
  `validation${name[0]!.toUpperCase()}${name.slice(1)}`,
]);

/** Which of them training with these metrics will have. */
export function namesLogged(metrics: readonly MetricConfig[]): string[] {
  const own = ['loss', ...metrics.map(nameOf)];
  return loggedNames.filter((_, at) => own.includes(loggedNames[at - (at % 2)]!));
}

/** "topKCategoricalAccuracy" of "sparseTopKCategoricalAccuracy", and the other way round. */
function counterpart(name: string): string {
  const plain = name.replace(/^sparse/, '');
  return plain === name
    ? `sparse${name[0]!.toUpperCase()}${name.slice(1)}`
    : `${plain[0]!.toLowerCase()}${plain.slice(1)}`;
}

/** The first metric that cannot be measured where this is the loss, with the one to take instead. */
export function unfitMetric(
  metrics: readonly MetricConfig[],
  loss: LossConfig,
): { readonly index: number; readonly sentence: string } | undefined {
  const hasLabels = takesLabels(loss);
  for (const [index, metric] of metrics.entries()) {
    const name = nameOf(metric);
    const needsLabels = known.find(({ key }) => key === name)!.definition.targets === 'labels';
    if (name === 'accuracy' || needsLabels === hasLabels) continue;
    const other = counterpart(name);
    const instead = known.some(({ key }) => key === other) ? `; take ${other}` : '';
    const needs = hasLabels ? 'needs a value for each digit, and the loss' : 'needs labels, and the loss';
    const has = hasLabels ? 'has labels' : 'has a value for each digit';
    return { index, sentence: `${name} ${needs} ${nameOf(loss)} ${has}${instead}` };
  }
  return undefined;
}
