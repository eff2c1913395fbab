/** The loss and the metrics of one batch, as the programs for training, evaluation and gradients record them. */
import {
  add,
  cast,
  concat,
  equal,
  expandDims,
  mean,
  mul,
  ones,
  reshape,
  select,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import { type Metric, metricDefinition, metricTargets, resolveMetric } from '../define/define-metric.ts';
import { lossPerSample, targetsOf } from '../losses/read-loss.ts';
import { type Forward, penaltySum } from '../model/forward.ts';
import type { OutputObjective } from '../training/objective.ts';
import type { Batch, BatchShape } from './data-inputs.ts';

export interface Measured {
  /** What training minimizes: the outputs' losses by their weights, with penalties; a scalar. */
  readonly loss: Tensor;
  /** The same without penalties. */
  readonly dataLoss: Tensor;
  /** Sums over the batch: of several outputs each one's loss, then the metrics. Scalars, or [sums] of a metric of several. */
  readonly sums: readonly Tensor[];
}

export function measure(
  objectives: readonly OutputObjective[],
  { outputs, penalties }: Forward,
  { y, weights }: Batch,
  { allowNonFinite = false }: Pick<BatchShape, 'allowNonFinite'> = {},
): Measured {
  const measured = objectives.map((objective, at) =>
    measureOutput(objective, outputs[at]!, y[at]!, weights, allowNonFinite),
  );
  const dataLoss = measured
    .map(({ loss }, at) => (objectives[at]!.weight === 1 ? loss : mul(loss, objectives[at]!.weight)))
    .reduce((total, own) => add(total, own));
  const regularization = penaltySum(penalties);
  const batch = y[0]!.shape[0]!;
  return {
    loss: regularization === undefined ? dataLoss : add(dataLoss, regularization),
    dataLoss,
    sums: [
      ...(measured.length > 1 ? measured.map(({ loss }) => mul(loss, batch)) : []),
      ...measured.flatMap(({ metricSums }) => metricSums),
    ],
  };
}

/** The loss of one output, Σ weight · loss / batch, and sums of its metrics over the batch: scalars. */
function measureOutput(
  { output: { shape }, loss, metrics, weightedMetrics }: OutputObjective,
  output: Tensor,
  targets: Tensor,
  weights: Tensor | undefined,
  allowNonFinite: boolean,
): { readonly loss: Tensor; readonly metricSums: readonly Tensor[] } {
  const batch = targets.shape[0]!;
  const forms = {
    labels: (): Tensor => cast(reshape(targets, [batch]), 'i32'),
    values: (): Tensor => cast(reshape(targets, [batch, ...shape]), 'f32'),
  };
  const losses = lossPerSample(loss, output, forms[targetsOf(loss)]());
  /** What each sample adds to a metric: [batch], or [batch, sums]. */
  const perSample = (given: Metric): Tensor => {
    const metric = resolveMetric(given, loss, shape);
    const definition = metricDefinition(metric);
    const call = { outputs: output, targets: forms[metricTargets(metric)](), loss };
    if (!('perSample' in definition)) return definition.sumsPerSample(metric, call);
    const value = definition.perSample(metric, call);
    return allowNonFinite && definition.countsAnswers === true ? wrongWhereNaN(value, losses) : value;
  };
  return {
    loss: mean(weights === undefined ? losses : mul(losses, weights)),
    metricSums: [
      ...metrics.map((metric) => sum(perSample(metric), { axes: 0 })),
      ...weightedMetrics.map((metric) => weightedSums(perSample(metric), weights)),
    ],
  };
}

/** Each sum with every sample's part times its weight, and the sum of the weights behind them. */
function weightedSums(values: Tensor, weights: Tensor | undefined): Tensor {
  const table = values.shape.length === 1 ? expandDims(values, 1) : values;
  const factors = weights === undefined ? ones([table.shape[0]!, 1]) : expandDims(weights, 1);
  return sum(concat([mul(table, factors), factors], 1), { axes: 0 });
}

/**
 * A sample whose outputs have a NaN is answered wrongly, though the NaN be at its label: whoever has a NaN among the outputs
 * has it as loss. Elsewhere the NaN of the loss ends the pass before anyone sees an accuracy, and nothing needs counting.
 */
function wrongWhereNaN(value: Tensor, losses: Tensor): Tensor {
  return select(equal(losses, losses), value, 0);
}
