/**
 * How models are made, with all that they can do, names of what is built in among it. `make-basic-model.ts` has the same for
 * `@inkgrad/nn/core`.
 */
import '../names.ts';
import type { Layer } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';
import type { Registry } from '../define/registry.ts';
import { useThreads } from '../device/with-threads.ts';
import { builtInLayers } from '../layers/layer-table.ts';
import { checkModelConfig } from '../serialize/model-config.ts';
import type { OutputNames } from '../training/log-names.ts';
import { Model, type ModelOf } from './model.ts';
import { assemble, graphParts, type ModelOptions, type SequentialOptions, sequentialParts } from './model-parts.ts';

useThreads();

/**
 * A model of layers in a row.
 * @throws LayerShapeError where the input's shape is known and a layer cannot take its input
 * @example
 * const model = sequential([flatten({ inputShape: [28, 28] }), dense({ units: 10, activation: 'softmax' })]);
 */
export function sequential(options: readonly Layer[] | SequentialOptions): ModelOf<''> {
  return assemble(Model, sequentialParts(options)) as ModelOf<''>;
}

/**
 * A model that is a graph of layers: with several inputs and outputs, shared layers, residual sums.
 * @throws ArgumentError for ends that are none; ModelStateError for two layers of one name
 * Source: https://keras.io/guides/functional_api/
 * @example
 * const image = input({ shape: [784], name: 'image' });
 * const hidden = dense({ units: 64, activation: 'relu' }).apply(image);
 * const classifier = model({ inputs: image, outputs: dense({ units: 10, activation: 'softmax' }).apply(hidden) });
 */
export function model<const O extends ModelOptions>(options: O): ModelOf<OutputNames<NoInfer<O>['outputs']>> {
  const made: Model = assemble(Model, graphParts(options));
  return made as ModelOf<OutputNames<O['outputs']>>;
}

/**
 * The model that a config describes, with newly drawn weights.
 * @param options.registry a user's own layers, losses, metrics and optimizers that the config names
 * @throws ArgumentError, UnknownNameError
 * @example
 * const config = JSON.stringify(model.toConfig());
 * const same = modelFromConfig(JSON.parse(config));
 * same.layers.length === model.layers.length; // → true
 */
export function modelFromConfig(config: unknown, options: { readonly registry?: Registry } = {}): Model {
  checkKeys('modelFromConfig', options, ['registry']);
  const { registry = [] } = options;
  const known = Array.isArray(registry) ? [...registry, ...builtInLayers] : registry;
  const { objective, ...parts } = checkModelConfig(config, known);
  const made = assemble(Model, parts);
  return objective === undefined ? made : made.compile(objective);
}
