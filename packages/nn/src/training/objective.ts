/** What `compile` decides: optimizer, losses and metrics, as plain data; and what that means for a model's outputs. */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { nonNegative } from '../define/check.ts';
import { checkLoss, type Loss } from '../define/define-loss.ts';
import { checkMetric, type Metric, metricDefinition } from '../define/define-metric.ts';
import { checkStorable } from '../define/define-named.ts';
import { checkOptimizer, type Optimizer } from '../define/define-optimizer.ts';
import { checkKeys, describe, isRecord } from '../define/names.ts';
import type { Registry } from '../define/registry.ts';
import type { LossLike } from '../losses/loss-table.ts';
import type { MetricLike } from '../metrics/metric-table.ts';
import type { BuiltModel, BuiltOutput } from '../model/built-model.ts';
import type { OptimizerLike } from '../optimizers/optimizer-table.ts';
import type { Logs } from './history.ts';

/** By the names of the outputs. */
type ByOutput<T> = Readonly<Record<string, T>>;

/** Optimizer, loss and metrics, as `compile` takes them. */
export interface CompileOptions {
  /** 'adam', 'sgd', or one with settings: `adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerLike;
  /** A loss or its name, for every output; several by the outputs' names. */
  readonly loss: LossLike | ByOutput<LossLike>;
  /** Factors of the outputs' losses in the sum that is trained, by the outputs' names; 1 by default. */
  readonly lossWeights?: ByOutput<number>;
  /** Names, or metrics with settings: `topKCategoricalAccuracy({ k: 3 })`, for every output or by name; none by default. */
  readonly metrics?: readonly MetricLike[] | ByOutput<readonly MetricLike[]>;
  /** The same, weighted by sampleWeight and classWeight; logs call them "weightedAccuracy" and so on. */
  readonly weightedMetrics?: readonly MetricLike[] | ByOutput<readonly MetricLike[]>;
}

/** Compile options completed: plain data. */
export interface Objective {
  readonly optimizer: Optimizer;
  readonly loss: Loss | ByOutput<Loss>;
  readonly lossWeights?: ByOutput<number>;
  readonly metrics: Metrics;
  readonly weightedMetrics?: Metrics;
}

type Metrics = readonly Metric[] | ByOutput<readonly Metric[]>;

/** @throws UnknownNameError, ArgumentError */
export function checkObjective(where: string, options: unknown, registry: Registry = []): Objective {
  checkKeys(where, options, ['optimizer', 'loss', 'lossWeights', 'metrics', 'weightedMetrics']);
  const { optimizer, loss, lossWeights, metrics = [], weightedMetrics } = options as CompileOptions;
  const all = (name: string, given: CompileOptions['metrics']): Metrics =>
    isRecord(given) && !Array.isArray(given)
      ? mapValues(given as ByOutput<readonly MetricLike[]>, (own, output) =>
          checkMetrics(`${where}: ${output}`, name, own, registry),
        )
      : checkMetrics(where, name, given, registry);
  return {
    optimizer: checkOptimizer(where, optimizer, registry),
    loss: isByOutput(loss)
      ? mapValues(loss, (own, name) => checkLoss(`${where}: ${name}`, own, registry))
      : checkLoss(where, loss, registry),
    ...(lossWeights === undefined ? {} : { lossWeights: checkWeights(where, lossWeights) }),
    metrics: all('metrics', metrics),
    ...(weightedMetrics === undefined ? {} : { weightedMetrics: all('weightedMetrics', weightedMetrics) }),
  };
}

/** A loss with settings has a name that is a text; losses by output are not named. */
function isByOutput(loss: LossLike | ByOutput<LossLike>): loss is ByOutput<LossLike> {
  return isRecord(loss) && typeof loss['name'] !== 'string';
}

function mapValues<T, R>(values: ByOutput<T>, map: (value: T, name: string) => R): ByOutput<R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
}

function checkWeights(where: string, weights: unknown): ByOutput<number> {
  if (!isRecord(weights)) throw new ArgumentError(where, 'lossWeights', 'factors by output', describe(weights));
  return mapValues(weights, (weight, name) => nonNegative(where, `lossWeights.${name}`, weight));
}

function checkMetrics(where: string, option: string, metrics: unknown, registry: Registry): readonly Metric[] {
  if (!Array.isArray(metrics)) throw new ArgumentError(where, option, 'an array of names', describe(metrics));
  const checked = metrics.map((metric) => checkMetric(where, metric, registry));
  const names = checked.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, option, 'different names', `"${twice}" twice`);
  return checked;
}

/** An objective as JSON holds it: a metric without options is its name. */
export type StoredObjective = Omit<Objective, 'metrics' | 'weightedMetrics'> & {
  readonly metrics: StoredMetrics;
  readonly weightedMetrics?: StoredMetrics;
};

type StoredMetrics = readonly (Metric | string)[] | ByOutput<readonly (Metric | string)[]>;

/** @throws ArgumentError for a loss or metric that is a plain function, which JSON cannot hold */
export function storedObjective(objective: Objective): StoredObjective {
  const { loss, metrics, weightedMetrics } = objective;
  for (const own of isByOutput(loss) ? Object.values(loss) : [loss]) checkStorable('toConfig', own, 'defineLoss');
  const stored = (list: readonly Metric[]): (Metric | string)[] =>
    list.map((metric) => {
      checkStorable('toConfig', metric, 'defineMetric');
      return Object.keys(metric).length === 1 ? metric.name : metric;
    });
  const all = (given: Metrics): StoredMetrics =>
    Array.isArray(given) ? stored(given) : mapValues(given as ByOutput<readonly Metric[]>, (list) => stored(list));
  return {
    ...objective,
    metrics: all(metrics),
    ...(weightedMetrics === undefined ? {} : { weightedMetrics: all(weightedMetrics) }),
  } as StoredObjective;
}

/** What is measured of one output. */
export interface OutputObjective {
  readonly output: BuiltOutput;
  readonly loss: Loss;
  readonly weight: number;
  readonly metrics: readonly Metric[];
  readonly weightedMetrics: readonly Metric[];
}

/** The objective of each of the model's outputs. @throws ArgumentError for an output without a loss, or an unknown one */
export function outputObjectives({ outputs }: BuiltModel, objective: Objective): OutputObjective[] {
  const names = outputs.map(({ name }) => name);
  const { loss, lossWeights = {}, metrics, weightedMetrics = [] } = objective;
  const losses = isByOutput(loss) ? loss : undefined;
  const byOutput = (given: Metrics): ByOutput<readonly Metric[]> | undefined =>
    Array.isArray(given) ? undefined : (given as ByOutput<readonly Metric[]>);
  const metricsOf = (given: Metrics, name: string): readonly Metric[] => {
    const own = byOutput(given);
    return own === undefined ? (given as readonly Metric[]) : (own[name] ?? []);
  };
  const named = { loss: losses, lossWeights, metrics: byOutput(metrics), weightedMetrics: byOutput(weightedMetrics) };
  for (const [what, given] of Object.entries(named)) {
    const unknown = Object.keys(given ?? {}).find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    throw new ArgumentError('compile', what, `by the names of the outputs (${names.join(', ')})`, `"${unknown}"`);
  }
  return outputs.map((output) => {
    const own = losses === undefined ? (loss as Loss) : (losses as ByOutput<Loss>)[output.name];
    if (own === undefined) {
      throw new ArgumentError(
        'compile',
        'loss',
        `one for each output (${names.join(', ')})`,
        `none for "${output.name}"`,
      );
    }
    return {
      output,
      loss: own,
      weight: lossWeights[output.name] ?? 1,
      metrics: metricsOf(metrics, output.name),
      weightedMetrics: metricsOf(weightedMetrics, output.name),
    };
  });
}

/** One value of the logs, from sums over samples. */
export interface Measure {
  readonly name: string;
  /** How many sums it is worked out from. */
  readonly sums: number;
  /** Which of two values is better; undefined where nobody has said it. */
  readonly direction: 'min' | 'max' | undefined;
  value(sums: readonly number[], samples: number): number;
}

/**
 * What logs and history hold: "loss" and the metrics; of several outputs also each one's loss, and the metrics with the
 * output's name before: "digitLoss", "digitAccuracy".
 */
export function measuresOf(objectives: readonly OutputObjective[]): Measure[] {
  const several = objectives.length > 1;
  const named = ({ name }: BuiltOutput, own: string): string =>
    several ? `${name}${own.charAt(0).toUpperCase()}${own.slice(1)}` : own;
  return [
    mean('loss'),
    ...(several ? objectives.map(({ output }) => mean(named(output, 'loss'))) : []),
    ...objectives.flatMap(({ output, metrics, weightedMetrics }) => [
      ...metrics.map((own) => measureOf(named(output, own.name), own, output.shape)),
      ...weightedMetrics.map((own) => weighted(measureOf(named(output, weightedName(own.name)), own, output.shape))),
    ]),
  ];
}

function weightedName(name: string): string {
  return `weighted${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function mean(name: string): Measure {
  return { name, sums: 1, direction: 'min', value: ([sum], samples) => sum! / samples };
}

function measureOf(name: string, metric: Metric, shape: Shape): Measure {
  const definition = metricDefinition(metric);
  const { direction } = definition;
  if ('perSample' in definition) return { ...mean(name), direction };
  return {
    name,
    direction,
    sums: definition.sumCount(metric, shape),
    value: (sums, samples) => definition.result(metric, sums, samples),
  };
}

/** The same with the sum of the weights behind the other sums, in place of the number of samples. */
function weighted({ sums, value, ...measure }: Measure): Measure {
  return { ...measure, sums: sums + 1, value: (own) => value(own.slice(0, sums), own[sums]!) };
}

/** The logs that sums over samples make. */
export function logsOf(measures: readonly Measure[], sums: readonly number[], samples: number): Logs {
  let at = 0;
  return Object.fromEntries(
    measures.map((measure) => {
      const own = sums.slice(at, at + measure.sums);
      at += measure.sums;
      return [measure.name, measure.value(own, samples)];
    }),
  );
}
