/** What `compile` decides: optimizer, loss and metrics, as plain data. */
import { ArgumentError } from '@inkgrad/tensor';
import { checkKeys, describe } from '../define/names.ts';
import { checkLoss, type Loss, type LossLike } from '../losses/losses.ts';
import { checkMetric, type Metric, type MetricLike, metricName } from '../metrics/metrics.ts';
import { checkOptimizer, type Optimizer, type OptimizerLike } from '../optimizers/optimizer-table.ts';

export interface CompileOptions {
  /** 'adam', 'sgd', or one with settings: `adam({ learningRate: 0.01 })`. */
  readonly optimizer: OptimizerLike;
  /** A loss or its name. */
  readonly loss: LossLike;
  /** Names, or metrics with settings: `topKCategoricalAccuracy({ k: 3 })`; none by default. */
  readonly metrics?: readonly MetricLike[];
}

/** Compile options completed: plain data. */
export interface Objective {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
}

/** @throws UnknownNameError, ArgumentError */
export function checkObjective(where: string, options: unknown): Objective {
  checkKeys(where, options, ['optimizer', 'loss', 'metrics']);
  const { optimizer, loss, metrics = [] } = options as CompileOptions;
  if (!Array.isArray(metrics)) throw new ArgumentError(where, 'metrics', 'an array of names', describe(metrics));
  const checked = metrics.map((metric) => checkMetric(where, metric));
  const names = checked.map(metricName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ArgumentError(where, 'metrics', 'different names', `"${twice}" twice`);
  return { optimizer: checkOptimizer(where, optimizer), loss: checkLoss(where, loss), metrics: checked };
}

/** What logs and history call the values of an objective: "loss" and the metrics' names. */
export function logNames({ metrics }: Objective): string[] {
  return ['loss', ...metrics.map(metricName)];
}
