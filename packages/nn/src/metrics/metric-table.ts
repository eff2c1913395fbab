/** The built-in metrics. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import {
  type AnyMetricDefinition,
  type Metric,
  type MetricFunction,
  metricFromFunction,
} from '../define/define-metric.ts';
import { isDescribed } from '../define/define-named.ts';
import { type Registry, resolve } from '../define/registry.ts';
import { accuracy } from './accuracy.ts';
import { binaryAccuracy } from './binary-accuracy.ts';
import { categoricalAccuracy } from './categorical-accuracy.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { topKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';

const builtIn = {
  accuracy,
  sparseCategoricalAccuracy,
  categoricalAccuracy,
  binaryAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
  meanSquaredError,
  meanAbsoluteError,
};
export type MetricName = keyof typeof builtIn;
/** A metric, the name of a built-in one, which stands for it with its defaults, or a function of targets and outputs. */
export type MetricLike = Metric | MetricName | MetricFunction;

/** A built-in metric as plain data, its options completed. */
export type BuiltInMetric = { [K in MetricName]: ReturnType<(typeof builtIn)[K]> }[MetricName];

export const builtInMetrics: readonly (Definable<Metric> & { readonly definition: AnyMetricDefinition })[] =
  Object.values(builtIn);

/** Completes and checks a metric. @throws UnknownNameError, ArgumentError */
export function checkMetric(where: string, value: unknown, registry: Registry = []): Metric {
  if (typeof value === 'function') return metricFromFunction(value as MetricFunction);
  return resolve(where, { kind: 'metric', builtIn: builtInMetrics, made: isDescribed }, value, registry);
}

/** Whether less or more is better of what logs hold by this name: a metric, the loss, of training or validation. */
export function metricDirection(logName: string): 'min' | 'max' {
  const plain = logName.replace(/^validation(?=[A-Z])/, '');
  const name = plain.charAt(0).toLowerCase() + plain.slice(1);
  const known = Object.hasOwn(builtIn, name) ? builtIn[name as MetricName].definition : undefined;
  return known === undefined ? 'min' : (known.direction ?? 'max');
}
