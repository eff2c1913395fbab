/** Source: https://keras.io/api/layers/merging_layers/average/ */
import { add, div } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The mean of its inputs, element by element; they have one shape.
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * average().apply(a, b).shape; // → [3]
 */
export const average = defineMerge('average', (inputs) =>
  div(
    inputs.reduce((sum, own) => add(sum, own)),
    inputs.length,
  ),
);
