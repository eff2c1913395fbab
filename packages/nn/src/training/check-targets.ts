/** Whether a data set has the targets that a model's output, loss and metrics can take. */
import type { Shape } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { DataError, LayerShapeError, shapeText } from '../errors.ts';
import { type Loss, targetsOf } from '../losses/losses.ts';
import { metricTargets, resolveMetric } from '../metrics/metrics.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { Objective } from './objective.ts';

/**
 * Checks that a data set has targets which the model's output, loss and metrics can take.
 * @throws LayerShapeError for targets of another shape than the last layer's output
 * @throws DataError for absent targets, or labels that are no whole numbers within the classes
 */
export function checkTargets(model: BuiltModel, { loss, metrics }: Objective, dataset: Dataset): void {
  const { targets } = dataset;
  if (targets === undefined) throw new DataError('data set', 'targets y, which training and evaluation need', 'none');
  const lastLayer = model.layers.at(-1)!.name;
  const kinds = new Set([
    targetsOf(loss),
    ...metrics.map((m) => metricTargets(resolveMetric(m, loss, model.outputShape))),
  ]);
  if (kinds.has('labels')) checkLabels(model.outputShape, lastLayer, loss, targets);
  if (kinds.has('values') && !isOutputLike(targets.sampleShape, model.outputShape)) {
    const expected = `targets of its output's shape ${shapeText(model.outputShape)} for ${loss.name}`;
    throw new LayerShapeError(lastLayer, expected, `${shapeText(targets.sampleShape)} a sample`);
  }
}

function checkLabels(
  outputShape: Shape,
  lastLayer: string,
  loss: Loss,
  targets: NonNullable<Dataset['targets']>,
): void {
  const use = `one label a sample for outputs [classes] with ${loss.name}`;
  if (outputShape.length !== 1) throw new LayerShapeError(lastLayer, use, `outputs ${shapeText(outputShape)}`);
  if (!isLabelLike(targets.sampleShape)) {
    throw new LayerShapeError(lastLayer, use, `targets ${shapeText(targets.sampleShape)} a sample`);
  }
  targets.range.checkLabels(outputShape[0]!);
}

function isLabelLike(shape: Shape): boolean {
  return shape.length === 0 || (shape.length === 1 && shape[0] === 1);
}

/** A single output takes plain numbers as targets too. */
function isOutputLike(shape: Shape, outputShape: Shape): boolean {
  return shape.join() === outputShape.join() || (isLabelLike(shape) && isLabelLike(outputShape));
}
