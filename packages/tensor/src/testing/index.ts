/**
 * For tests of what is made of tensors: a recorded graph interpreted in float64, sharing no code with a backend, and
 * central differences, by which gradients are checked.
 */
export { type Case64, centralDifferences, run64 } from './oracle.ts';
