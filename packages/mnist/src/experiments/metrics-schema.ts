/**
 * What an experiment may measure beside its loss. Names are those of `@inkgrad/nn`; `accuracy` is always among them, as
 * reports and comparisons need it. A metric needs what the loss has: the label, or a value for each digit.
 */
import { z } from 'zod';
import { type LossConfig, lossName, takesLabels } from './loss-schema.ts';

const mostClasses = 10;

const named = z.enum([
  'accuracy',
  'sparseTopKCategoricalAccuracy',
  'topKCategoricalAccuracy',
  'meanSquaredError',
  'meanAbsoluteError',
]);

const topK = z
  .strictObject({
    name: z.enum(['sparseTopKCategoricalAccuracy', 'topKCategoricalAccuracy']),
    k: z.int().min(1).max(mostClasses).default(5).describe('Right is what is among the k most probable digits.'),
  })
  .describe('Share of the images whose digit is among the k most probable ones.');

type MetricConfig = z.output<typeof named> | z.output<typeof topK>;

/** What logs call it. */
function logName(metric: MetricConfig): z.output<typeof named> {
  return typeof metric === 'string' ? metric : metric.name;
}

export const metricsSchema = z
  .array(z.union([named, topK]))
  .min(1)
  .max(named.options.length)
  .superRefine((metrics, context) => {
    const names = metrics.map(logName);
    if (!names.includes('accuracy')) context.addIssue('"accuracy" must be among them');
    const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
    if (twice >= 0) context.addIssue({ code: 'custom', path: [twice], message: `"${names[twice]}" comes twice` });
  })
  .default(['accuracy'])
  .meta({ contains: { const: 'accuracy' }, uniqueItems: true })
  .describe('What is measured beside the loss; accuracy must be among it.');

/** The names of an epoch's values in the history. */
export const loggedNames = ['loss', ...named.options].flatMap((name) => [
  name,
  `validation${name[0]!.toUpperCase()}${name.slice(1)}`,
]);

/** Which of them training with these metrics will have. */
export function namesLogged(metrics: readonly MetricConfig[]): string[] {
  const own = ['loss', ...metrics.map(logName)];
  return loggedNames.filter((_, at) => own.includes(loggedNames[at - (at % 2)]!));
}

/** The first metric that cannot be measured where this is the loss, with the one to take instead. */
export function unfitMetric(
  metrics: readonly MetricConfig[],
  loss: LossConfig,
): { readonly index: number; readonly sentence: string } | undefined {
  const hasLabels = takesLabels(loss);
  for (const [index, metric] of metrics.entries()) {
    const name = logName(metric);
    if (name === 'accuracy' || (name === 'sparseTopKCategoricalAccuracy') === hasLabels) continue;
    const instead = {
      sparseTopKCategoricalAccuracy: '; take topKCategoricalAccuracy',
      topKCategoricalAccuracy: '; take sparseTopKCategoricalAccuracy',
      meanSquaredError: '',
      meanAbsoluteError: '',
    }[name];
    const needs = hasLabels ? 'needs a value for each digit, and the loss' : 'needs labels, and the loss';
    const has = hasLabels ? 'has labels' : 'has a value for each digit';
    return { index, sentence: `${name} ${needs} ${lossName(loss)} ${has}${instead}` };
  }
  return undefined;
}
