/**
 * A model's JSON: its layers, input shape and seed, and its objective if it is compiled. Layers, optimizers, losses
 * and regularizers are plain data, so the JSON is the model's own description; reading it back checks everything. A stack
 * of layers is a list; a graph says which layer is called with which values.
 */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { nonNegativeWhole, plainName, sampleShape } from '../define/check.ts';
import { checkLayer } from '../define/define-layer.ts';
import { completeOptions, required } from '../define/field.ts';
import { choice, plainText, sampleShape as shapeField } from '../define/fields.ts';
import type { Layer } from '../define/layer.ts';
import { checkKeys, describe, isRecord } from '../define/names.ts';
import type { Registry } from '../define/registry.ts';
import type { Graph, GraphCall, GraphInput, GraphOutput } from '../model/graph.ts';
import { checkObjective, type Objective, type StoredObjective } from '../training/objective.ts';

const sequentialFormat = 'inkgrad-sequential';
const graphFormat = 'inkgrad-model';
const version = 1;

interface Common {
  readonly name: string;
  readonly seed: number;
  /** The optimizer, loss and metrics of a compiled model. */
  readonly objective?: StoredObjective;
}

export interface SequentialConfig extends Common {
  readonly format: typeof sequentialFormat;
  readonly version: typeof version;
  /** Shape of one sample, once it is known. */
  readonly inputShape?: Shape;
  readonly layers: readonly Layer[];
}

export interface GraphConfig extends Common {
  readonly format: typeof graphFormat;
  readonly version: typeof version;
  readonly inputs: readonly GraphInput[];
  /** All of them named. */
  readonly layers: readonly Layer[];
  /** Which layer is called with which values. Values are numbered: first the inputs, then what the calls give. */
  readonly calls: readonly { readonly layer: string; readonly inputs: readonly number[] }[];
  readonly outputs: readonly GraphOutput[];
}

/** A model as JSON, without its weights: what `toConfig` gives and `modelFromConfig` takes. */
export type ModelConfig = SequentialConfig | GraphConfig;

export function sequentialConfig(parts: Omit<SequentialConfig, 'format' | 'version'>): SequentialConfig {
  const { name, seed, inputShape, layers, objective } = parts;
  return {
    format: sequentialFormat,
    version,
    name,
    seed,
    ...(inputShape === undefined ? {} : { inputShape }),
    layers,
    ...(objective === undefined ? {} : { objective }),
  };
}

export function graphConfig(graph: Graph, { name, seed, objective }: Common): GraphConfig {
  return {
    format: graphFormat,
    version,
    name,
    seed,
    inputs: graph.inputs,
    layers: graph.layers.map(({ layer, name: own }) => ({ ...layer, name: own })) as Layer[],
    calls: graph.calls.map(({ layer, inputs }) => ({ layer: graph.layers[layer]!.name, inputs })),
    outputs: graph.outputs,
    ...(objective === undefined ? {} : { objective }),
  };
}

/** What a config says, checked. */
export interface CheckedConfig extends Omit<Common, 'objective'> {
  readonly objective?: Objective;
  readonly source: { readonly layers: readonly Layer[] } | { readonly graph: Graph };
  readonly inputShape?: Shape;
}

/** Checks a config read from JSON. @throws ArgumentError, UnknownNameError that name the place. */
export function checkModelConfig(value: unknown, registry: Registry): CheckedConfig {
  const where = 'model config';
  if (!isRecord(value)) throw new ArgumentError(where, 'options', 'an object', describe(value));
  const { format } = value;
  if (format !== sequentialFormat && format !== graphFormat) {
    throw new ArgumentError(where, 'format', `"${sequentialFormat}" or "${graphFormat}"`, describe(format));
  }
  const own = format === sequentialFormat ? ['inputShape', 'layers'] : ['inputs', 'layers', 'calls', 'outputs'];
  checkKeys(where, value, ['format', 'version', 'name', 'seed', ...own, 'objective']);
  if (value['version'] !== version) throw new ArgumentError(where, 'version', `${version}`, describe(value['version']));
  const { objective, inputShape } = value;
  if (Array.isArray(value['layers']) && value['layers'].length === 0) {
    throw new ArgumentError(where, 'layers', 'at least one layer', 'none');
  }
  const layers = list(where, 'layers', value['layers']).map((layer, at) =>
    checkLayer(`${where}: layers[${at}]`, layer, registry),
  );
  return {
    name: plainName(where, value['name']),
    seed: nonNegativeWhole(where, 'seed', value['seed']),
    source: format === sequentialFormat ? { layers } : { graph: checkGraph(where, value, layers) },
    ...(inputShape === undefined ? {} : { inputShape: sampleShape(where, 'inputShape', inputShape) }),
    ...(objective === undefined ? {} : { objective: checkObjective(`${where}: objective`, objective, registry) }),
  };
}

const inputFields = {
  name: required(plainText),
  shape: required(shapeField),
  dtype: required(choice('dtype', ['f32', 'i32'])),
};

function checkGraph(where: string, value: Readonly<Record<string, unknown>>, layers: readonly Layer[]): Graph {
  const inputs = list(where, 'inputs', value['inputs']).map(
    (input, at): GraphInput => completeOptions(`${where}: inputs[${at}]`, inputFields, input),
  );
  const names = layers.map((layer, at) => plainName(`${where}: layers[${at}]`, layer.name));
  const calls = list(where, 'calls', value['calls']).map((call, at): GraphCall => {
    const place = `${where}: calls[${at}]`;
    checkKeys(place, call, ['layer', 'inputs']);
    const { layer, inputs: sources } = call as Readonly<Record<string, unknown>>;
    if (!names.includes(layer as string))
      throw new ArgumentError(place, 'layer', 'the name of a layer', describe(layer));
    const known = inputs.length + at;
    return {
      layer: names.indexOf(layer as string),
      inputs: list(place, 'inputs', sources).map((source) => valueNumber(place, source, known)),
    };
  });
  const outputs = list(where, 'outputs', value['outputs']).map((output, at): GraphOutput => {
    const place = `${where}: outputs[${at}]`;
    checkKeys(place, output, ['name', 'value']);
    const { name, value: source } = output as Readonly<Record<string, unknown>>;
    return { name: plainName(place, name), value: valueNumber(place, source, inputs.length + calls.length) };
  });
  return { inputs, layers: layers.map((layer, at) => ({ layer, name: names[at]! })), calls, outputs };
}

function valueNumber(where: string, value: unknown, known: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < known) return value as number;
  throw new ArgumentError(where, 'value', `the number of a value made before, below ${known}`, describe(value));
}

function list(where: string, name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ArgumentError(where, name, 'an array', describe(value));
}
