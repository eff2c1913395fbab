/** The part of a built model that one layer's output needs. */
import { knownName } from '../define/names.ts';
import type { BuiltModel } from './built-model.ts';
import type { Graph } from './graph.ts';

/** The calls up to the last one of a layer, with the weights that they have. @throws UnknownNameError for an unknown layer */
export function upTo(model: BuiltModel, layer: string): BuiltModel {
  const names = Object.fromEntries(model.layers.map(({ name }) => [name, true]));
  knownName('upTo', 'layer', names, layer);
  const inputCount = model.inputs.length;
  const end = inputCount + model.calls.findLastIndex((call) => call.layer.name === layer);
  const needed = new Set([end]);
  for (let value = end; value >= inputCount; value--) {
    if (!needed.has(value)) continue;
    for (const source of model.calls[value - inputCount]!.inputs) needed.add(source);
  }
  const kept = [...needed].sort((a, b) => a - b);
  const inputs = kept.filter((value) => value < inputCount);
  const calls = kept
    .filter((value) => value >= inputCount)
    .map((value) => {
      const call = model.calls[value - inputCount]!;
      return { ...call, inputs: call.inputs.map((source) => kept.indexOf(source)) };
    });
  const layers = model.layers.filter((own) => calls.some((call) => call.layer === own));
  const { output } = model.calls[end - inputCount]!;
  return {
    inputs: inputs.map((value) => model.inputs[value]!),
    outputs: [{ name: layer, value: kept.indexOf(end), ...output, layer }],
    layers,
    calls,
    weights: layers.flatMap(({ weights }) => weights),
    seed: model.seed,
  };
}

/** A built model as plain data. */
export function graphOf({ inputs, outputs, layers, calls }: BuiltModel): Graph {
  return {
    inputs,
    layers: layers.map(({ layer, name }) => ({ layer, name })),
    calls: calls.map((call) => ({ layer: layers.indexOf(call.layer), inputs: call.inputs })),
    outputs: outputs.map(({ name, value }) => ({ name, value })),
  };
}
