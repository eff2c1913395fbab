/** Source: https://keras.io/api/layers/merging_layers/add/ */
import { add as sumOf } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/**
 * The sum of its inputs, which have one shape: a residual connection.
 * @example
 * const features = input({ shape: [64] });
 * add().apply(features, dense({ units: 64 }).apply(features)).shape; // → [64]
 */
export const add = defineMerge('add', (inputs) => inputs.reduce((sum, own) => sumOf(sum, own)));
