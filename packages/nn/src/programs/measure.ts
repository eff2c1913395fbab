/** The loss and the metrics of one batch, as the programs for training, evaluation and gradients record them. */
import { add, cast, equal, mean, mul, reshape, select, sum, type Tensor } from '@inkgrad/tensor';
import { metricDefinition, metricTargets } from '../define/define-metric.ts';
import { lossPerSample, targetsOf } from '../losses/read-loss.ts';
import { resolveMetric } from '../metrics/accuracy.ts';
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
  { output: { shape }, loss, metrics }: OutputObjective,
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
  return {
    loss: mean(weights === undefined ? losses : mul(losses, weights)),
    metricSums: metrics.map((given) => {
      const metric = resolveMetric(given, loss, shape);
      const definition = metricDefinition(metric);
      const call = { outputs: output, targets: forms[metricTargets(metric)](), loss };
      if (!('perSample' in definition)) return sum(definition.sumsPerSample(metric, call), { axes: 0 });
      const value = definition.perSample(metric, call);
      return sum(allowNonFinite && definition.countsAnswers === true ? wrongWhereNaN(value, losses) : value);
    }),
  };
}

/**
 * A sample whose outputs have a NaN is answered wrongly, though the NaN be at its label: whoever has a NaN among the outputs
 * has it as loss. Elsewhere the NaN of the loss ends the pass before anyone sees an accuracy, and nothing needs counting.
 */
function wrongWhereNaN(value: Tensor, losses: Tensor): Tensor {
  return select(equal(losses, losses), value, 0);
}
