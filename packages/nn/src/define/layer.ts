/**
 * A layer as models hold it: plain data, so that a model's JSON is its list of layers, and a way to apply it; and the value
 * that it gives when it is applied in a graph that is being described. What a kind of layer does is in its definition
 * (`define-layer.ts`). Weights belong to the model, not to the layer.
 * Source: https://keras.io/guides/functional_api/
 */
import type { DType, Shape } from '@inkgrad/tensor';
import { optional } from './field.ts';
import { flag, plainText, sampleShape } from './fields.ts';
import type { Spec } from './spec.ts';

/** Options that every layer takes. */
export const layerFields = {
  /** Unique in the model; by default the kind of layer, numbered from the second on: "dense", "dense_1". */
  name: optional(
    plainText,
    'Unique in the model; by default the kind of layer, numbered from the second on: "dense", "dense_1".',
  ),
  /** Shape of one sample, without the batch; for the first layer, where the model does not say it. */
  inputShape: optional(
    sampleShape,
    'Shape of one sample, without the batch; for the first layer, where the model does not say it.',
  ),
  /** false keeps the layer's weights as they are: training makes no gradient and no optimizer state for them. */
  trainable: optional(
    flag,
    "false keeps the layer's weights as they are: training makes no gradient and no optimizer state for them.",
  ),
};

/** A layer: its type and its options, completed. Made by `dense(…)` and the like, or read from JSON. */
export interface Layer {
  readonly type: string;
  readonly name?: string;
  readonly inputShape?: Shape;
  readonly trainable?: boolean;
  /**
   * The layer's output for an input, or for several, in a graph that is being described. A layer that is applied twice
   * uses the same weights twice.
   * @throws LayerShapeError for inputs that the layer cannot take
   */
  apply(...inputs: readonly SymbolicTensor[]): SymbolicTensor;
}

/** Where a value comes from: outside, or a layer's call. */
export type SymbolicSource =
  | { readonly kind: 'input'; readonly name: string | undefined }
  | { readonly kind: 'call'; readonly layer: Layer; readonly inputs: readonly SymbolicTensor[] };

/**
 * A value in a model that is being described: an input, or what a layer gives. It holds no numbers; its shape is that of
 * one sample. `model({ inputs, outputs })` follows it back to the inputs.
 */
export class SymbolicTensor implements Spec {
  /** Of one sample, without the batch. */
  readonly shape: Shape;
  readonly dtype: DType;
  readonly source: SymbolicSource;

  /** Use `input(…)` or `layer.apply(…)`. */
  constructor({ shape, dtype }: Spec, source: SymbolicSource) {
    this.shape = shape;
    this.dtype = dtype;
    this.source = source;
  }
}
