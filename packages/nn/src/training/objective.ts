/** What `compile` decides: optimizer, losses and metrics, as plain data; and what that means for a model's outputs. */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegative } from '../define/check.ts';
import { checkKeys, describe, isRecord } from '../define/names.ts';
import { checkLoss, type Loss, type LossLike } from '../losses/losses.ts';
import { checkMetric, type Metric, type MetricLike, metricName } from '../metrics/metrics.ts';
import type { BuiltModel, BuiltOutput } from '../model/built-model.ts';
import { checkOptimizer, type Optimizer, type OptimizerLike } from '../optimizers/optimizer-table.ts';

/** By the names of the outputs. */
type ByOutput<T> = Readonly<Record<string, T>>;

export interface CompileOptions {
  /** 'adam', 'sgd', or one with settings: `adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerLike;
  /** A loss or its name, for every output; several by the outputs' names. */
  readonly loss: LossLike | ByOutput<LossLike>;
  /** Factors of the outputs' losses in the sum that is trained, by the outputs' names; 1 by default. */
  readonly lossWeights?: ByOutput<number>;
  /** Names, or metrics with settings: `topKCategoricalAccuracy({ k: 3 })`, for every output or by name; none by default. */
  readonly metrics?: readonly MetricLike[] | ByOutput<readonly MetricLike[]>;
}

/** Compile options completed: plain data. */
export interface Objective {
  readonly optimizer: Optimizer;
  readonly loss: Loss | ByOutput<Loss>;
  readonly lossWeights?: ByOutput<number>;
  readonly metrics: readonly Metric[] | ByOutput<readonly Metric[]>;
}

/** @throws UnknownNameError, ArgumentError */
export function checkObjective(where: string, options: unknown): Objective {
  checkKeys(where, options, ['optimizer', 'loss', 'lossWeights', 'metrics']);
  const { optimizer, loss, lossWeights, metrics = [] } = options as CompileOptions;
  return {
    optimizer: checkOptimizer(where, optimizer),
    loss: isByOutput(loss)
      ? mapValues(loss, (own, name) => checkLoss(`${where}: ${name}`, own))
      : checkLoss(where, loss),
    ...(lossWeights === undefined ? {} : { lossWeights: checkWeights(where, lossWeights) }),
    metrics:
      isRecord(metrics) && !Array.isArray(metrics)
        ? mapValues(metrics as ByOutput<readonly MetricLike[]>, (own, name) => checkMetrics(`${where}: ${name}`, own))
        : checkMetrics(where, metrics),
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

function checkMetrics(where: string, metrics: unknown): readonly Metric[] {
  if (!Array.isArray(metrics)) throw new ArgumentError(where, 'metrics', 'an array of names', describe(metrics));
  const checked = metrics.map((metric) => checkMetric(where, metric));
  const names = checked.map(metricName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, 'metrics', 'different names', `"${twice}" twice`);
  return checked;
}

/** What is measured of one output. */
export interface OutputObjective {
  readonly output: BuiltOutput;
  readonly loss: Loss;
  readonly weight: number;
  readonly metrics: readonly Metric[];
}

/** The objective of each of the model's outputs. @throws ArgumentError for an output without a loss, or an unknown one */
export function outputObjectives({ outputs }: BuiltModel, objective: Objective): OutputObjective[] {
  const names = outputs.map(({ name }) => name);
  const { loss, lossWeights = {}, metrics } = objective;
  const losses = isByOutput(loss) ? loss : undefined;
  const ownMetrics = Array.isArray(metrics) ? undefined : (metrics as ByOutput<readonly Metric[]>);
  for (const [what, given] of Object.entries({ loss: losses, lossWeights, metrics: ownMetrics })) {
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
      metrics: ownMetrics === undefined ? (metrics as readonly Metric[]) : (ownMetrics[output.name] ?? []),
    };
  });
}

/**
 * What logs and history call the values that are measured: "loss" and the metrics' names; of several outputs also each
 * one's loss, and the metrics with the output's name before: "digitLoss", "digitAccuracy".
 */
export function logNames(objectives: readonly OutputObjective[]): string[] {
  const several = objectives.length > 1;
  const named = ({ name }: BuiltOutput, own: string): string =>
    several ? `${name}${own.charAt(0).toUpperCase()}${own.slice(1)}` : own;
  return [
    'loss',
    ...(several ? objectives.map(({ output }) => named(output, 'loss')) : []),
    ...objectives.flatMap(({ output, metrics }) => metrics.map((metric) => named(output, metricName(metric)))),
  ];
}
