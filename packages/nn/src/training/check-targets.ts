/** Whether a data set has the targets that a model's outputs, losses and metrics can take. */
import type { Shape } from '@inkgrad/tensor';
import type { Targets } from '../data/dataset.ts';
import { matchTargets } from '../data/match-data.ts';
import { metricTargets, resolveMetric } from '../define/define-metric.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { targetsOf } from '../losses/read-loss.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { OutputObjective } from './objective.ts';

type KnownTargets = Pick<Targets, 'name' | 'sampleShape' | 'range'>;

/**
 * @throws LayerShapeError for targets of another shape than their output
 * @throws DataError for absent targets, or labels that are no whole numbers within the classes
 */
export function checkTargets(
  model: BuiltModel,
  objectives: readonly OutputObjective[],
  dataset: { readonly targets: readonly KnownTargets[] },
): void {
  const targets = matchTargets(model, dataset);
  for (const [at, objective] of objectives.entries()) checkOwnTargets(objective, targets[at]!);
}

function checkOwnTargets({ output, loss, metrics, weightedMetrics }: OutputObjective, targets: KnownTargets): void {
  const { layer, shape } = output;
  const uses = [
    { name: loss.name, kind: targetsOf(loss) },
    ...[...metrics, ...weightedMetrics].map((metric) => {
      return { name: metric.name, kind: metricTargets(resolveMetric(metric, loss, shape)) };
    }),
  ];
  const ofLabels = uses.find(({ kind }) => kind === 'labels');
  const ofValues = uses.find(({ kind }) => kind === 'values');
  if (ofLabels !== undefined) checkLabels(shape, layer, ofLabels.name, targets);
  if (ofValues !== undefined && !isOutputLike(targets.sampleShape, shape)) {
    const expected = `targets of its output's shape ${shapeText(shape)} for ${ofValues.name}`;
    throw new LayerShapeError(layer, expected, `${shapeText(targets.sampleShape)} a sample`);
  }
}

function checkLabels(outputShape: Shape, layer: string, loss: string, targets: KnownTargets): void {
  const use = `one label a sample for outputs [classes] with ${loss}`;
  if (outputShape.length !== 1) throw new LayerShapeError(layer, use, `outputs ${shapeText(outputShape)}`);
  if (!isLabelLike(targets.sampleShape)) {
    throw new LayerShapeError(layer, use, `targets ${shapeText(targets.sampleShape)} a sample`);
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
