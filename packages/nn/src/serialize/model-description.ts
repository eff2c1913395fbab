/**
 * What a model's training depends on beside data and weights, as plain JSON: layers, graph, optimizer, losses and metrics. It
 * stands in a training state, so that only the same model continues it.
 */
import { isRecord } from '../define/names.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { Objective } from '../training/objective.ts';

/** Anything that JSON holds. */
type Json = unknown;

/** @returns JSON: equal for models that train alike with the same weights, seed and data */
export function describeModel(
  model: BuiltModel,
  { optimizer, loss, lossWeights, metrics, weightedMetrics }: Objective,
): Json {
  const layers = model.layers.map(({ layer, name, trainable }) => {
    // Names are the graph's, whoever gave them; the input's shape is known by now.
    const { name: _, inputShape: __, trainable: ___, ...options } = layer as typeof layer & Record<string, unknown>;
    return [name, { ...options, trainable }];
  });
  const description = {
    optimizer,
    loss,
    metrics,
    weightedMetrics,
    lossWeights,
    layers: Object.fromEntries(layers),
    inputs: model.inputs.map(({ shape, dtype }) => ({ shape, dtype })),
    calls: model.calls.map(({ layer, inputs }) => ({ layer: layer.name, inputs })),
    outputs: model.outputs.map(({ value }) => value),
  };
  return JSON.parse(JSON.stringify(description)) as Json;
}

export interface Difference {
  /** Keys and indices joined by points: "optimizer.learningRate". */
  readonly path: string;
  /** What stands there, as text; "nothing" where there is none. */
  readonly own: string;
  readonly other: string;
}

/** The first place where two values of JSON differ; undefined where none does. */
export function firstDifference(own: Json, other: Json, path: readonly string[] = []): Difference | undefined {
  const keys = sharedKeys(own, other);
  if (keys === undefined) {
    const [a, b] = [own, other].map((value) => JSON.stringify(value) ?? 'nothing') as [string, string];
    return a === b ? undefined : { path: path.join('.'), own: a, other: b };
  }
  for (const key of keys) {
    const [a, b] = [own, other].map((value) => (value as Readonly<Record<string, Json>>)[key]);
    const found = firstDifference(a, b, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keys of two objects, or indices of two lists of one length, to be looked at one by one. */
function sharedKeys(a: Json, b: Json): string[] | undefined {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length ? Object.keys(a) : undefined;
  return isRecord(a) && isRecord(b) ? [...new Set([...Object.keys(a), ...Object.keys(b)])] : undefined;
}
