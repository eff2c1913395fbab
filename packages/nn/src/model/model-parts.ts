/** What `sequential` and `model` are given, and the same checked. */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { nonNegativeWhole, plainName } from '../define/check.ts';
import { isLayer } from '../define/define-layer.ts';
import type { Layer } from '../define/layer.ts';
import { checkKeys, describe } from '../define/names.ts';
import type { BasicModel } from './basic-model.ts';
import { layerNames, type SymbolicTensors, trace } from './graph.ts';
import { ModelCore, type ModelSource } from './model-core.ts';

/** Layers in a row, and what the model is called. */
export interface SequentialOptions {
  /** The layers, the first one first; at least one. */
  readonly layers: readonly Layer[];
  /** Shape of one sample, without the batch; by default the first layer's, or that of the first data seen. */
  readonly inputShape?: Shape;
  /** Weights, dropout and shuffles are functions of it: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** "sequential" by default. */
  readonly name?: string;
}

/** A graph's ends, and what the model is called. */
export interface ModelOptions {
  /** Made by `input()`: one, several, or several by name. */
  readonly inputs: SymbolicTensors;
  /** Given by layers: one, several, or several by name. */
  readonly outputs: SymbolicTensors;
  /** Weights, dropout and shuffles are functions of it: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** "model" by default. */
  readonly name?: string;
}

/** What a model is made of. */
export interface ModelParts {
  readonly name: string;
  readonly seed: number;
  readonly source: ModelSource;
  readonly inputShape?: Shape | undefined;
}

/** A model of one of the classes. */
export function assemble<M extends BasicModel>(
  Class: new (name: string, core: ModelCore) => M,
  { name, seed, source, inputShape }: ModelParts,
): M {
  const made = new Class(name, new ModelCore(source, seed));
  return inputShape === undefined ? made : made.build(inputShape);
}

/** @throws ArgumentError, ModelStateError for two layers of one name */
export function sequentialParts(options: readonly Layer[] | SequentialOptions): ModelParts {
  const given = isLayers(options) ? { layers: options } : options;
  checkKeys('sequential', given, ['layers', 'inputShape', 'seed', 'name']);
  const { layers } = given;
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new ArgumentError('sequential', 'layers', 'an array of at least one layer', describe(layers));
  }
  const name = plainName('sequential', given.name ?? 'sequential');
  // Not by the table of all kinds, which would bring each of them into every page.
  for (const [at, layer] of layers.entries() as Iterable<[number, unknown]>) {
    if (typeof layer === 'object' && layer !== null && isLayer(layer)) continue;
    const expected = 'a layer, as dense() and its like make; modelFromConfig reads plain data';
    throw new ArgumentError('sequential', `layers[${at}]`, expected, describe(layer));
  }
  layerNames(layers);
  const seed = nonNegativeWhole('sequential', 'seed', given.seed ?? 0);
  return { name, seed, source: { layers }, inputShape: given.inputShape ?? layers[0]!.inputShape };
}

function isLayers(options: readonly Layer[] | SequentialOptions): options is readonly Layer[] {
  return Array.isArray(options);
}

/** @throws ArgumentError for ends that are none; ModelStateError for two layers of one name */
export function graphParts(options: ModelOptions): ModelParts {
  checkKeys('model', options, ['inputs', 'outputs', 'seed', 'name']);
  const name = plainName('model', options.name ?? 'model');
  const seed = nonNegativeWhole('model', 'seed', options.seed ?? 0);
  return { name, seed, source: { graph: trace(options.inputs, options.outputs) } };
}
