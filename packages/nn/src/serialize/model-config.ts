/**
 * A model's JSON: its layers, input shape and seed, and its objective if it is compiled. Layers, optimizers, losses
 * and regularizers are plain data, so the JSON is the model's own description; reading it back checks everything.
 */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { nonNegativeWhole, plainName, sampleShape } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import { checkLayer, type Layer } from '../layers/layer-table.ts';
import { checkObjective, type Objective } from '../training/objective.ts';

const format = 'inkgrad-sequential';
const version = 1;

export interface ModelConfig {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly name: string;
  readonly seed: number;
  /** Shape of one sample, once it is known. */
  readonly inputShape?: Shape;
  readonly layers: readonly Layer[];
  /** The optimizer, loss and metrics of a compiled model. */
  readonly objective?: Objective;
}

export function modelConfig(parts: Omit<ModelConfig, 'format' | 'version'>): ModelConfig {
  return { format, version, ...parts };
}

/** Checks a config read from JSON. @throws ArgumentError, UnknownNameError that name the place. */
export function checkModelConfig(value: unknown): ModelConfig {
  const where = 'model config';
  checkKeys(where, value, ['format', 'version', 'name', 'seed', 'inputShape', 'layers', 'objective']);
  const given = value as Readonly<Record<string, unknown>>;
  if (given['format'] !== format) throw new ArgumentError(where, 'format', `"${format}"`, describe(given['format']));
  if (given['version'] !== version) throw new ArgumentError(where, 'version', `${version}`, describe(given['version']));
  const { inputShape, objective, layers } = given;
  if (!Array.isArray(layers)) throw new ArgumentError(where, 'layers', 'an array', describe(layers));
  return modelConfig({
    name: plainName(where, given['name']),
    seed: nonNegativeWhole(where, 'seed', given['seed']),
    ...(inputShape === undefined ? {} : { inputShape: sampleShape(where, 'inputShape', inputShape) }),
    layers: layers.map((layer, at) => checkLayer(`${where}: layers[${at}]`, layer)),
    ...(objective === undefined ? {} : { objective: checkObjective(`${where}: objective`, objective) }),
  });
}
