/**
 * Which Philox stream of the model's seed serves what, so that no two uses share random numbers:
 * initial weights by parameter, dropout by layer (counted by optimizer step), shuffles by epoch.
 */

/** Initial values of the `position`-th parameter of the model. */
export const parameterStream = (position: number): number => 0x1000_0000 + position;

/** Masks of the layer at `position`; the step counter tells steps apart. */
export const dropoutStream = (position: number): number => 0x2000_0000 + position;

/** The order of the training samples in `epoch` (counted from 0). */
export const shuffleStream = (epoch: number): number => 0x4000_0000 + epoch;
