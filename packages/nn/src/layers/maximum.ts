/** Source: https://keras.io/api/layers/merging_layers/maximum/ */
import { maximum as largerOf } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The largest of its inputs, element by element; they have one shape.
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * maximum().apply(a, b).shape; // → [3]
 */
export const maximum = defineMerge('maximum', (inputs) => inputs.reduce((largest, own) => largerOf(largest, own)));
