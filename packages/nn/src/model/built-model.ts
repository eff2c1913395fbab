/**
 * A graph whose shapes are known: its layers with their weights as variables, and the specs of its values. Holds no
 * values of weights; those are in the session's `VariableStore`.
 */
import { type Shape, shapesEqual, sizeOf, Variable } from '@inkgrad/tensor';
import { planLayer, type WeightSpec } from '../define/define-layer.ts';
import type { Layer } from '../define/layer.ts';
import { type Spec, specText } from '../define/spec.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import type { Graph, GraphInput } from './graph.ts';

export interface Weight extends WeightSpec {
  /** Within its layer: "kernel". */
  readonly name: string;
  /** Named "dense_1/kernel". */
  readonly variable: Variable;
  /** It is learnt, unless its layer is frozen. */
  readonly learnt: boolean;
  /** Training changes it by its gradient. */
  readonly trainable: boolean;
}

export interface BuiltLayer {
  readonly layer: Layer;
  readonly name: string;
  /** Of its first call. */
  readonly inputs: readonly Spec[];
  readonly output: Spec;
  readonly weights: readonly Weight[];
  /** false where it is frozen. */
  readonly trainable: boolean;
}

export interface BuiltCall {
  readonly layer: BuiltLayer;
  /** Numbers of values: the inputs, then what the calls give. */
  readonly inputs: readonly number[];
  readonly output: Spec;
}

export interface BuiltOutput extends Spec {
  readonly name: string;
  readonly value: number;
  /** The layer that gives it, as errors call it. */
  readonly layer: string;
}

export interface BuiltModel {
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly BuiltOutput[];
  readonly layers: readonly BuiltLayer[];
  readonly calls: readonly BuiltCall[];
  /** Kernel, bias, kernel, bias, … from first layer to last. */
  readonly weights: readonly Weight[];
  readonly seed: number;
}

/**
 * Works out shapes and weights.
 * @param frozen names of layers whose weights are not trained
 * @throws LayerShapeError where a layer cannot take what it is given.
 */
export function buildModel(graph: Graph, seed: number, frozen: ReadonlySet<string> = new Set()): BuiltModel {
  const specs: Spec[] = [...graph.inputs];
  const layers: BuiltLayer[] = [];
  const calls = graph.calls.map(({ layer: at, inputs }): BuiltCall => {
    const { layer, name } = graph.layers[at]!;
    const given = inputs.map((value) => specs[value]!);
    checkInputShape(layer, name, given[0]);
    const { output, weights = {} } = planLayer(layer, given, name);
    specs.push(output);
    const known = layers[at];
    if (known === undefined) {
      const trainable = learns(layer, name, frozen);
      layers[at] = { layer, name, inputs: given, output, weights: named(name, weights, trainable), trainable };
    } else checkSameWeights(known, weights);
    return { layer: layers[at]!, inputs, output };
  });
  const outputs = graph.outputs.map(({ name, value }): BuiltOutput => {
    const call = calls[value - graph.inputs.length];
    return { name, value, ...pickSpec(specs[value]!), layer: call?.layer.name ?? name };
  });
  return { inputs: graph.inputs, outputs, layers, calls, weights: layers.flatMap(({ weights }) => weights), seed };
}

function pickSpec({ shape, dtype }: Spec): Spec {
  return { shape, dtype };
}

function checkInputShape({ inputShape }: Layer, name: string, given: Spec | undefined): void {
  if (inputShape === undefined || given === undefined || shapesEqual(inputShape, given.shape)) return;
  throw new LayerShapeError(name, `samples of shape ${shapeText(inputShape)}`, shapeText(given.shape));
}

/** Whether training may change the layer's weights. */
function learns(layer: Layer, name: string, frozen: ReadonlySet<string>): boolean {
  return layer.trainable !== false && !frozen.has(name);
}

function named(layer: string, weights: Readonly<Record<string, WeightSpec>>, trainable: boolean): Weight[] {
  return Object.entries(weights).map(([name, spec]) => ({
    ...spec,
    name,
    variable: new Variable(`${layer}/${name}`, spec.shape),
    learnt: spec.trainable !== false,
    trainable: trainable && spec.trainable !== false,
  }));
}

/** A layer that is applied again needs the weights that it has. */
function checkSameWeights({ name, weights, inputs }: BuiltLayer, again: Readonly<Record<string, WeightSpec>>): void {
  const fits = weights.every((weight) => shapesEqual(weight.shape, again[weight.name]?.shape ?? []));
  if (fits) return;
  const expected = `inputs like those of its first call, ${inputs.map(specText).join(' and ')}`;
  throw new LayerShapeError(name, expected, 'inputs that need weights of other shapes');
}

/** The model with other layers frozen; its variables stay. */
export function withFrozen(model: BuiltModel, frozen: ReadonlySet<string>): BuiltModel {
  const layers = model.layers.map((built): BuiltLayer => {
    const trainable = learns(built.layer, built.name, frozen);
    const weights = built.weights.map((weight) => ({ ...weight, trainable: trainable && weight.learnt }));
    return { ...built, trainable, weights };
  });
  const renewed = new Map(model.layers.map((built, at) => [built, layers[at]!]));
  const calls = model.calls.map((call) => ({ ...call, layer: renewed.get(call.layer)! }));
  return { ...model, layers, calls, weights: layers.flatMap(({ weights }) => weights) };
}

/** The variables of all weights, trained or not. */
export function weightVariables({ weights }: BuiltModel): Variable[] {
  return weights.map(({ variable }) => variable);
}

/** The weights that training changes by their gradients. */
export function trainableWeights({ weights }: BuiltModel): Weight[] {
  return weights.filter(({ trainable }) => trainable);
}

export function countNumbers(weights: readonly { readonly shape: Shape }[]): number {
  return weights.reduce((count, { shape }) => count + sizeOf(shape), 0);
}
