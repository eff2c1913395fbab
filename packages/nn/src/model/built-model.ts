/**
 * A stack of layers whose shapes are known: named layers, their parameters as variables, and the recorded forward
 * pass with the penalties that regularizers add to the loss. Holds no values; those are in `ParameterStore`.
 */
import { add, div, type Shape, shapesEqual, sizeOf, type Tensor, Variable } from '@inkgrad/tensor';
import type { ParameterSpec } from '../define/layer.ts';
import { LayerShapeError, ModelStateError, shapeText } from '../errors.ts';
import { type Layer, layerRuleOf } from '../layers/layer-table.ts';
import { penalty } from '../regularizers/regularizers.ts';
import { dropoutStream } from './streams.ts';

export interface Parameter extends ParameterSpec {
  /** Named "dense_1/kernel". */
  readonly variable: Variable;
}

export interface BuiltLayer {
  readonly layer: Layer;
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[];
}

export interface BuiltModel {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly layers: readonly BuiltLayer[];
  /** Kernel, bias, kernel, bias, … from first layer to last. */
  readonly parameters: readonly Parameter[];
  readonly seed: number;
}

/** A part of the loss that a regularizer adds: a scalar. */
export interface Penalty {
  /** The parameter's name, "kernel" or "bias", or "activity" for one on a layer's output. */
  readonly of: string;
  readonly value: Tensor;
}

export interface Forward {
  /** The model's answers: [batch, ...outputShape]. */
  readonly output: Tensor;
  /** What each layer gives. */
  readonly layerValues: readonly Tensor[];
  readonly penalties: readonly Penalty[];
}

/**
 * Works out names, shapes and parameters.
 * @throws LayerShapeError where a layer cannot take what the one before it gives.
 */
export function buildModel(layers: readonly Layer[], inputShape: Shape, seed: number): BuiltModel {
  const names = layerNames(layers);
  let shape = inputShape;
  const built = layers.map((layer, at): BuiltLayer => {
    const name = names[at]!;
    if (layer.inputShape !== undefined && !shapesEqual(layer.inputShape, shape)) {
      throw new LayerShapeError(name, `samples of shape ${shapeText(layer.inputShape)}`, shapeText(shape));
    }
    const rule = layerRuleOf(layer);
    const outputShape = rule.outputShape(layer, name, shape);
    const parameters = rule
      .parameters(layer, shape)
      .map((spec): Parameter => ({ ...spec, variable: new Variable(`${name}/${spec.name}`, spec.shape) }));
    const result = { layer, name, inputShape: shape, outputShape, parameters };
    shape = outputShape;
    return result;
  });
  return { inputShape, outputShape: shape, layers: built, parameters: built.flatMap((l) => l.parameters), seed };
}

/** Given names as they are, others by type and number. @throws ModelStateError for a name given twice. */
export function layerNames(layers: readonly Layer[]): string[] {
  const given = layers.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const twice = given.find((name, at) => given.indexOf(name) !== at);
  if (twice !== undefined) throw new ModelStateError(`sequential: two layers are named "${twice}"; names must differ.`);
  const taken = new Set(given);
  return layers.map(({ name, type }) => {
    if (name !== undefined) return name;
    let own: string = type;
    for (let number = 1; taken.has(own); number++) own = `${type}_${number}`;
    taken.add(own);
    return own;
  });
}

/**
 * Records the forward pass.
 * @param x [batch, ...inputShape]
 * @param training the step counter (i32 []) that dropout masks depend on; undefined for inference
 */
export function forward(model: BuiltModel, x: Tensor, training: { readonly counter: Tensor } | undefined): Forward {
  const batch = x.shape[0]!;
  let output = x;
  const layerValues: Tensor[] = [];
  const penalties: Penalty[] = [];
  model.layers.forEach(({ layer, parameters }, at) => {
    const rule = layerRuleOf(layer);
    output = rule.apply(layer, {
      x: output,
      parameters: parameters.map(({ variable }) => variable.tensor),
      training: training && { seed: model.seed, stream: dropoutStream(at), counter: training.counter },
    });
    layerValues.push(output);
    for (const { name, regularizer, variable } of parameters) {
      const own = regularizer && penalty(regularizer, variable.tensor);
      if (own) penalties.push({ of: name, value: own });
    }
    const activity = rule.activityRegularizer(layer);
    const own = activity && penalty(activity, output);
    if (own) penalties.push({ of: 'activity', value: div(own, batch) });
  });
  return { output, layerValues, penalties };
}

/** The sum of penalties; undefined where there is none. */
export function penaltySum(penalties: readonly Penalty[]): Tensor | undefined {
  return penalties.length === 0 ? undefined : penalties.map(({ value }) => value).reduce((sum, own) => add(sum, own));
}

export function parameterCount(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((count, { shape }) => count + sizeOf(shape), 0);
}

export function parameterVariables(model: BuiltModel): Variable[] {
  return model.parameters.map(({ variable }) => variable);
}
