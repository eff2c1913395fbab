/** The inputs of a model that is a graph. Source: https://keras.io/api/layers/core_layers/input/ */
import { completeOptions, defaulted, type OptionsOf, optional, required } from './field.ts';
import { choice, plainText, sampleShape } from './fields.ts';
import { SymbolicTensor } from './layer.ts';

const inputFields = {
  /** Of one sample, without the batch; [] for single numbers. */
  shape: required(sampleShape),
  /** "f32" by default; "i32" for whole numbers, such as the indices of an embedding. */
  dtype: defaulted(choice('dtype', ['f32', 'i32']), 'f32'),
  /** What data for it is called where a model has several inputs; "input", "input_1", … by default. */
  name: optional(plainText),
};

/** The shape of one sample, a name and an element type. */
export type InputOptions = OptionsOf<typeof inputFields>;

/**
 * An input of a model.
 * @throws ArgumentError for a shape that is none
 * @example
 * const image = input({ shape: [28, 28] });
 * const digits = dense({ units: 10, activation: 'softmax' }).apply(flatten().apply(image));
 * digits.shape; // → [10]
 */
export function input(options: InputOptions): SymbolicTensor {
  const { shape, dtype, name } = completeOptions('input', inputFields, options);
  return new SymbolicTensor({ shape, dtype }, { kind: 'input', name });
}
