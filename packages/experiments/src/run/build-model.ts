/** From an experiment, which is data, to a model that can be trained. */
import { type CompileOptions, LayerShapeError, modelFromConfig, type Sequential } from '@inkgrad/nn';
import { ArgumentError } from '@inkgrad/tensor';
import { classCount, imageSide } from '../data/data-set.ts';
import type { Experiment } from '../experiment/schema.ts';

/** A bound against slips such as a number with too many zeros, far beyond what MNIST can use. */
const mostWeights = 100_000_000;

/**
 * The experiment's model for images [28, 28], compiled, with initial weights.
 *
 * @param options.seed of weights, dropout and shuffles; default: the experiment's
 * @throws LayerShapeError where a layer cannot take its input, or the last does not give ten values an image
 * @throws ArgumentError for more than a hundred million weights
 */
export function buildModel(experiment: Experiment, options: { readonly seed?: number | undefined } = {}): Sequential {
  const { name, layers, loss, metrics } = experiment;
  const model = modelFromConfig({
    format: 'inkgrad-sequential',
    version: 1,
    name,
    seed: options.seed ?? experiment.seed,
    inputShape: [imageSide, imageSide],
    layers,
  });
  const last = model.describeLayers().at(-1)!;
  if (last.outputShape.length !== 1 || last.outputShape[0] !== classCount) {
    const expected = `the last layer to give ${classCount} values an image, one for each digit`;
    throw new LayerShapeError(last.name, expected, `output shape [${last.outputShape.join(', ')}]`);
  }
  const weights = model.countParameters();
  if (weights > mostWeights) {
    throw new ArgumentError(name, 'layers', `layers of at most ${mostWeights} weights together`, weights);
  }
  const { type, ...settings } = experiment.optimizer;
  return model.compile({ optimizer: { name: type, ...settings }, loss, metrics } as CompileOptions);
}
