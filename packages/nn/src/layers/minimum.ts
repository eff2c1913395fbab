/** Source: https://keras.io/api/layers/merging_layers/minimum/ */
import { minimum as smallerOf } from '@inkgrad/tensor';
import { defineMerge } from './merge.ts';

/** The smallest of its inputs, element by element; they have one shape. */
export const minimum = defineMerge('minimum', (inputs) => inputs.reduce((smallest, own) => smallerOf(smallest, own)));
