/**
 * Runs a golden case of format 2 on a device through the public model, and measures how far each quantity is from the
 * known figures.
 */
import { type Device, isInkgradError } from '@inkgrad/tensor';
import { uploadDataset } from '../data/dataset.ts';
import { modelFromConfig } from '../model/make-model.ts';
import type { Model } from '../model/model.ts';
import { farthest, relative } from './errors-of.ts';
import { GoldenFormatError } from './golden-checker.ts';
import type { LayerBatch, LayerCase } from './layer-cases.ts';

export type LayerQuantity = 'loss' | 'outputs' | 'gradients' | 'weights' | 'evaluationLoss' | 'evaluationOutputs';
type LayerErrors = Readonly<Record<LayerQuantity, number>>;

/** The largest error of each quantity, over all steps. @throws GoldenFormatError for a model that cannot be built */
export async function runLayerCase(device: Device, item: LayerCase): Promise<LayerErrors> {
  const model = caseModel(item);
  try {
    await model.setWeights(
      item.initial.map((values, at) => ({ shape: item.weightShapes[at]!, data: Float32Array.from(values) })),
    );
    const largest = { loss: 0, outputs: 0, gradients: 0, weights: 0 };
    const keep = (quantity: keyof typeof largest, error: number): void => {
      largest[quantity] = Math.max(largest[quantity], error);
    };
    for (const step of item.steps) {
      const data = await upload(device, item, step);
      const before = await model.lossGradients(data, { training: true });
      const { history } = await model.fit(data, { batchSize: item.batchSize, shuffle: false });
      keep('loss', relative(history['loss']![0]!, step.loss));
      keep('outputs', farthest([before.values], [step.outputs]));
      keep('gradients', farthest(before.gradients, step.gradients));
      keep('weights', farthest(await model.getWeights(), step.weightsAfter));
      data.dispose();
    }
    const data = await upload(device, item, item.evaluation);
    const { loss } = await model.evaluate(data, { batchSize: item.batchSize });
    const answers = await model.predict(data);
    data.dispose();
    return {
      ...largest,
      evaluationLoss: relative(loss!, item.evaluation.loss),
      evaluationOutputs: farthest([answers], [item.evaluation.outputs]),
    };
  } finally {
    await model.dispose();
  }
}

function caseModel({ name, inputShape, layers, loss, optimizer }: LayerCase): Model {
  const objective = { optimizer, loss, metrics: [] };
  const config = { format: 'inkgrad-sequential', version: 1, name: 'golden', seed: 0, inputShape, layers, objective };
  try {
    return modelFromConfig(config);
  } catch (error) {
    if (!isInkgradError(error)) throw error;
    throw new GoldenFormatError(`golden case "${name}"`, 'the model', 'one that can be built', error.message);
  }
}

function upload(
  device: Device,
  { batchSize, inputShape, outputShape, layers }: LayerCase,
  { x, y }: LayerBatch,
): ReturnType<typeof uploadDataset> {
  const samples = { shape: [batchSize, ...inputShape], data: Float32Array.from(x) };
  const isLabels = y.length === batchSize && outputShape.join() !== '1';
  const targets = isLabels ? Int32Array.from(y) : { shape: [batchSize, ...outputShape], data: Float32Array.from(y) };
  const dtype = layers[0]!['type'] === 'embedding' ? 'i32' : 'f32';
  return uploadDataset(device, samples, targets, undefined, 'dense', () => dtype);
}
