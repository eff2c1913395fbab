/** Source: https://keras.io/api/layers/merging_layers/multiply/ */
import { mul } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The product of its inputs, element by element; they have one shape.
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * multiply().apply(a, b).shape; // → [3]
 */
export const multiply = defineMerge('multiply', (inputs) => inputs.reduce((product, own) => mul(product, own)));
