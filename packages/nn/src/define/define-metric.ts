/**
 * How a metric is defined: its options, what targets it takes, and what it sums over samples. An epoch reports the mean
 * over its samples, or what `result` makes of the sums.
 */
import { ArgumentError, type Shape, type Tensor } from '@inkgrad/tensor';
import { meanOverSample } from '../losses/over-sample.ts';
import { plainName } from './check.ts';
import type { Loss } from './define-loss.ts';
import { defineNamed, fromFunction, type NamedFactory, namedDefinition, resolveNamed } from './define-named.ts';
import type { CompletedOf, Fields } from './field.ts';
import { checkKeys, describe } from './names.ts';
import type { Registry } from './registry.ts';

/** Plain data: the metric's name and options. */
export interface Metric {
  readonly name: string;
}

/** What a metric is computed from. */
export interface MetricCall {
  /** What the model gives, [batch, …]. */
  readonly outputs: Tensor;
  /** i32 [batch] for labels, f32 of the outputs' shape for values. */
  readonly targets: Tensor;
  /** Of the output, which says whether it is logits. */
  readonly loss: Loss;
}

interface Common<Name extends string, F extends Fields> {
  /** By which `compile` and saved models find it; unique. */
  readonly name: Name;
  readonly fields: F;
  /** What the targets hold: whole-number labels, or values of the output's shape; 'values' by default. */
  readonly targets?: 'labels' | 'values';
  /** Whether less or more of it is better: what callbacks that watch it go by. Unknown by default; they then need a `mode`. */
  readonly direction?: 'min' | 'max';
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** The metric that it stands for beside this loss and shape of one output; itself by default. */
  standsFor?(loss: Loss, outputShape: Shape): Metric;
}

/** A metric that is a mean over samples. */
export interface MeanMetricDefinition<Name extends string, F extends Fields> extends Common<Name, F> {
  /** It counts right answers, so that a sample whose outputs have a NaN counts as 0; false by default. */
  readonly countsAnswers?: boolean;
  /** f32 [batch] */
  perSample(options: CompletedOf<F>, call: MetricCall): Tensor;
}

/** A metric that is worked out from several sums, such as a precision. */
export interface SumsMetricDefinition<Name extends string, F extends Fields> extends Common<Name, F> {
  /**
   * How many sums it keeps.
   * @param shape of one sample's output
   * @throws ArgumentError for an output that it cannot measure
   */
  sumCount(options: CompletedOf<F>, shape: Shape): number;
  /** What each sample adds to each sum: f32 [batch, sumCount]. */
  sumsPerSample(options: CompletedOf<F>, call: MetricCall): Tensor;
  /** The metric, from the sums over all samples seen and their number (the sum of their weights where they are weighted). */
  result(options: CompletedOf<F>, sums: readonly number[], samples: number): number;
}

/** What `defineMetric` needs: a mean over samples, or sums and what follows from them. */
export type MetricDefinition<Name extends string, F extends Fields> =
  | MeanMetricDefinition<Name, F>
  | SumsMetricDefinition<Name, F>;

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
export type AnyMetricDefinition = MetricDefinition<string, any>;

/**
 * A kind of metric, as a function that makes metrics of it.
 * @example
 * const withinOne = defineMetric({
 *   name: 'withinOne',
 *   fields: {},
 *   perSample: (_, { outputs, targets }) => mean(cast(lessEqual(abs(sub(outputs, targets)), 1), 'f32'), { axes: -1 }),
 * });
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [withinOne()] });
 */
export function defineMetric<const Name extends string, F extends Fields>(
  definition: MetricDefinition<Name, F>,
): NamedFactory<'metric', Name, F, MetricDefinition<Name, F>> {
  return defineNamed('metric', definition);
}

/** A metric as a plain function, in Keras's order of arguments; of what it gives the mean over each sample is taken. */
export type MetricFunction = (targets: Tensor, outputs: Tensor) => Tensor;

export interface MeanMetricOptions {
  /** What logs call it; the function's name by default. */
  readonly name?: string;
  /** Whether less or more of it is better, for callbacks that watch it; unknown by default. */
  readonly direction?: 'min' | 'max';
}

/**
 * A metric that is the mean over samples of what a function gives.
 * @throws ArgumentError, UnknownNameError
 * @example
 * const withinOne = (targets, outputs) => cast(lessEqual(abs(sub(outputs, targets)), 1), 'f32');
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [meanMetric(withinOne, { direction: 'max' })] });
 */
export function meanMetric(metric: MetricFunction, options: MeanMetricOptions = {}): Metric {
  if (typeof metric !== 'function') throw new ArgumentError('meanMetric', 'metric', 'a function', describe(metric));
  checkKeys('meanMetric', options, ['name', 'direction']);
  const { name, direction } = options;
  if (name !== undefined) plainName('meanMetric', name);
  if (direction !== undefined && direction !== 'min' && direction !== 'max') {
    throw new ArgumentError('meanMetric', 'direction', '"min" or "max"', describe(direction));
  }
  const definition: AnyMetricDefinition = {
    name: name ?? (metric.name === '' ? 'metric' : metric.name),
    ...(direction === undefined ? {} : { direction }),
    fields: {},
    perSample: (_: unknown, { targets, outputs }: MetricCall) => meanOverSample(metric(targets, outputs)),
  };
  return fromFunction('metric', definition);
}

/** Completes and checks a metric. @throws UnknownNameError, ArgumentError */
export function checkMetric(where: string, value: unknown, registry: Registry = []): Metric {
  if (typeof value === 'function') return meanMetric(value as MetricFunction);
  return resolveNamed('metric', where, value, registry);
}

/** What "accuracy" stands for; other metrics stand for themselves. */
export function resolveMetric(metric: Metric, loss: Loss, outputShape: Shape): Metric {
  return metricDefinition(metric).standsFor?.(loss, outputShape) ?? metric;
}

/** Whether a metric, not "accuracy", takes whole-number labels or targets of the output's shape. */
export function metricTargets(metric: Metric): 'labels' | 'values' {
  return metricDefinition(metric).targets ?? 'values';
}

export function metricDefinition(metric: Metric): AnyMetricDefinition {
  return namedDefinition<AnyMetricDefinition>(metric)!;
}
