/**
 * What a kind of layer has to say: its output shape, its parameters, and how it maps a batch. Layers themselves are
 * plain data, so that a model's JSON is its list of layers; weights belong to the model, not to the layer.
 */
import { ArgumentError, type Shape, type Tensor } from '@inkgrad/tensor';
import type { Initializer } from '../initializers/initializers.ts';
import type { Regularizer } from '../regularizers/regularizers.ts';
import { plainName, sampleShape } from './check.ts';
import { describe } from './names.ts';

/** Options that every layer takes. */
export interface LayerOptions {
  /** Unique in the model; by default the kind of layer, numbered from the second on: "dense", "dense_1". */
  readonly name?: string;
  /** Shape of one sample, without the batch; for the first layer, where the model does not say it. */
  readonly inputShape?: Shape;
}

export interface ParameterSpec {
  /** "kernel" or "bias" */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
}

export interface LayerCall {
  /** [batch, ...inputShape] */
  readonly x: Tensor;
  /** In the order of `parameters`. */
  readonly parameters: readonly Tensor[];
  /** Undefined in inference mode. */
  readonly training: { readonly seed: number; readonly stream: number; readonly counter: Tensor } | undefined;
}

export interface LayerRule<L> {
  /** The class name that summaries show. */
  readonly title: string;
  /** Completes and checks options. @throws ArgumentError, UnknownNameError */
  complete(where: string, options: Readonly<Record<string, unknown>>): L;
  /** @throws LayerShapeError where the layer cannot take `inputShape`. */
  outputShape(layer: L, name: string, inputShape: Shape): Shape;
  parameters(layer: L, inputShape: Shape): readonly ParameterSpec[];
  /** [batch, ...outputShape] */
  apply(layer: L, call: LayerCall): Tensor;
  /** Penalty on the layer's output, summed over the batch and divided by its size. */
  activityRegularizer(layer: L): Regularizer | undefined;
}

/** The checked options that every layer takes; absent ones stay absent. */
export function completeLayerOptions(where: string, options: Readonly<Record<string, unknown>>): LayerOptions {
  const { name, inputShape } = options;
  return {
    ...(name === undefined ? {} : { name: plainName(where, name) }),
    ...(inputShape === undefined ? {} : { inputShape: sampleShape(where, 'inputShape', inputShape) }),
  };
}

/** @throws ArgumentError unless `value` is an object of options. */
export function asOptions(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ArgumentError(where, 'options', 'an object', describe(value));
}
