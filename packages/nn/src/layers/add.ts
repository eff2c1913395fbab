/** Source: https://keras.io/api/layers/merging_layers/add/ */
import { add as sumOf } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The sum of its inputs, which have one shape: a residual connection.
 * @example
 * const sum = add().apply(x, dense({ units: 64 }).apply(x));
 */
export const add = defineMerge('add', (inputs) => inputs.reduce((sum, own) => sumOf(sum, own)));
