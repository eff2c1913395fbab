/** Source: https://keras.io/api/layers/merging_layers/minimum/ */
import { minimum as smallerOf } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The smallest of its inputs, element by element; they have one shape.
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * minimum().apply(a, b).shape; // → [3]
 */
export const minimum = defineMerge('minimum', (inputs) => inputs.reduce((smallest, own) => smallerOf(smallest, own)));
