/** From an experiment, which is data, to a model that can be trained. */
import {
  type ActivationName,
  activation,
  type CompileOptions,
  dense,
  dropout,
  flatten,
  type Layer,
  LayerShapeError,
  l1l2,
  type Regularizer,
  type Sequential,
  sequential,
} from '@inkgrad/nn';
import { classCount, imageSide } from './data/idx.ts';
import type { Experiment, LayerConfig, RegularizerConfig } from './experiments/schema.ts';
import { given } from './given.ts';

function regularizer(config: RegularizerConfig | undefined): Regularizer | undefined {
  return config === undefined ? undefined : l1l2({ l1: config.l1 ?? 0, l2: config.l2 ?? 0 });
}

function layerOf(config: LayerConfig): Layer {
  const named = given({ name: config.name });
  switch (config.type) {
    case 'flatten':
      return flatten(named);
    case 'dropout':
      return dropout({ rate: config.rate, ...named });
    case 'activation':
      return activation(config.activation satisfies ActivationName, named);
    case 'dense': {
      const { type: _, units, kernelRegularizer, biasRegularizer, activityRegularizer, ...options } = config;
      const penalties = {
        kernelRegularizer: regularizer(kernelRegularizer),
        biasRegularizer: regularizer(biasRegularizer),
        activityRegularizer: regularizer(activityRegularizer),
      };
      return dense({ units, ...given(options), ...given(penalties) });
    }
  }
}

/** What `compile` takes. */
function objectiveOf({ optimizer, loss, metrics }: Experiment): CompileOptions {
  const { type: name, ...options } = optimizer;
  return { optimizer: { name, ...given(options) } as CompileOptions['optimizer'], loss, metrics };
}

/**
 * The experiment's model for images [28, 28], compiled, with initial weights.
 *
 * @param options.seed of weights, dropout and shuffles; default: the experiment's
 * @throws LayerShapeError where a layer cannot take its input, or the last does not give ten values an image
 */
export function buildModel(experiment: Experiment, options: { readonly seed?: number | undefined } = {}): Sequential {
  const model = sequential({
    layers: experiment.layers.map(layerOf),
    inputShape: [imageSide, imageSide],
    seed: options.seed ?? experiment.seed,
    name: experiment.name,
  });
  const last = model.describeLayers().at(-1)!;
  if (last.outputShape.length !== 1 || last.outputShape[0] !== classCount) {
    const expected = `the last layer to give ${classCount} values an image, one for each digit`;
    throw new LayerShapeError(last.name, expected, `output shape [${last.outputShape.join(', ')}]`);
  }
  return model.compile(objectiveOf(experiment));
}
