/** How the models of `@inkgrad/nn/core` are made. */
import type { Layer } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';
import type { Registry } from '../define/registry.ts';
import { checkModelConfig } from '../serialize/model-config.ts';
import type { OutputNames } from '../training/log-names.ts';
import { BasicModel, type BasicModelOf } from './basic-model.ts';
import { assemble, graphParts, type ModelOptions, type SequentialOptions, sequentialParts } from './model-parts.ts';

/** A model of layers in a row, as `sequential` of the main entry. */
export function sequential(options: readonly Layer[] | SequentialOptions): BasicModelOf<''> {
  return assemble(BasicModel, sequentialParts(options)) as BasicModelOf<''>;
}

/** A model that is a graph of layers, as `model` of the main entry. */
export function model<const O extends ModelOptions>(options: O): BasicModelOf<OutputNames<NoInfer<O>['outputs']>> {
  const made: BasicModel = assemble(BasicModel, graphParts(options));
  return made as BasicModelOf<OutputNames<O['outputs']>>;
}

/**
 * The model that a config describes, with newly drawn weights.
 * @param options.registry the layers, losses, metrics and optimizers that the config names: `[dense, adam, meanSquaredError]`
 * @throws ArgumentError, UnknownNameError
 */
export function modelFromConfig(config: unknown, options: { readonly registry?: Registry } = {}): BasicModel {
  checkKeys('modelFromConfig', options, ['registry']);
  const { objective, ...parts } = checkModelConfig(config, options.registry ?? []);
  const made = assemble(BasicModel, parts);
  return objective === undefined ? made : made.compile(objective);
}
