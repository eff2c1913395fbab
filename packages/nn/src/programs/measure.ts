/** The loss and the metrics of one batch, as the programs for training, evaluation and gradients record them. */
import { add, cast, mean, mul, reshape, sum, type Tensor } from '@inkgrad/tensor';
import { lossPerSample, targetsOf } from '../losses/losses.ts';
import { metricPerSample, metricTargets, resolveMetric } from '../metrics/metrics.ts';
import { type BuiltModel, type Forward, penaltySum } from '../model/built-model.ts';
import type { Objective } from '../training/objective.ts';
import type { Batch } from './data-inputs.ts';

/** Loss with penalties, Σ weight · loss / batch, and sums of metrics over the batch: scalars. */
export function measure(
  model: BuiltModel,
  { loss, metrics }: Objective,
  { output, penalties }: Forward,
  { y: targets, weights }: Batch,
): { loss: Tensor; dataLoss: Tensor; metricSums: Tensor[] } {
  const y = targets!;
  const batch = y.shape[0]!;
  const forms = {
    labels: (): Tensor => cast(reshape(y, [batch]), 'i32'),
    values: (): Tensor => cast(reshape(y, [batch, ...model.outputShape]), 'f32'),
  };
  const regularization = penaltySum(penalties);
  const losses = lossPerSample(loss, output, forms[targetsOf(loss)]());
  const dataLoss = mean(weights === undefined ? losses : mul(losses, weights));
  return {
    loss: regularization === undefined ? dataLoss : add(dataLoss, regularization),
    dataLoss,
    metricSums: metrics.map((given) => {
      const metric = resolveMetric(given, loss, model.outputShape);
      return sum(metricPerSample(metric, output, forms[metricTargets(metric)](), loss));
    }),
  };
}
