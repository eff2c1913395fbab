/** Source: https://keras.io/api/layers/merging_layers/subtract/ */
import { sub } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The first input less the others, element by element; they have one shape.
 * @example
 * const a = input({ shape: [3], name: 'a' });
 * const b = input({ shape: [3], name: 'b' });
 * subtract().apply(a, b).shape; // → [3]
 */
export const subtract = defineMerge('subtract', (inputs) => inputs.reduce((difference, own) => sub(difference, own)));
