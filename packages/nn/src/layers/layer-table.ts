/** The kinds of layers. Adding one is a file in layers/ and an entry here. */
import { asOptions, type LayerRule } from '../define/layer.ts';
import { knownName } from '../define/names.ts';
import { type ActivationLayer, activationRule } from './activation.ts';
import { type DenseLayer, denseRule } from './dense.ts';
import { type DropoutLayer, dropoutRule } from './dropout.ts';
import { type FlattenLayer, flattenRule } from './flatten.ts';

/** A layer: plain data, made by `flatten`, `dense`, `dropout` and `activation` or read from JSON. */
export type Layer = FlattenLayer | DenseLayer | DropoutLayer | ActivationLayer;
export type LayerType = Layer['type'];

const layerRules: { readonly [K in LayerType]: LayerRule<Extract<Layer, { type: K }>> } = {
  flatten: flattenRule,
  dense: denseRule,
  dropout: dropoutRule,
  activation: activationRule,
};

export function layerRuleOf(layer: Layer): LayerRule<Layer> {
  return layerRules[layer.type] as LayerRule<Layer>;
}

/** Completes and checks a layer. @throws ArgumentError, UnknownNameError */
export function checkLayer(where: string, value: unknown): Layer {
  const given = asOptions(where, value);
  const type = knownName(where, 'layer type', layerRules, given['type']);
  return layerRules[type].complete(`${where} (${type})`, given);
}
