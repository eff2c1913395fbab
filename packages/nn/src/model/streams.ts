/**
 * Which Philox stream of the model's seed serves what, so that no two uses share random numbers:
 * initial weights by weight, dropout and noise by call (counted by optimizer step), shuffles by epoch.
 */

/** Initial values of the `position`-th weight of the model. */
export const weightStream = (position: number): number => 0x1000_0000 + position;

/** Random numbers of the layer called at a place of the graph, for each use there; the step counter tells steps apart. */
export const layerStream = (call: number, use = 0): number => 0x2000_0000 + call + use * 0x1_0000;

/** Which samples a split draws. */
export const splitStream = 0x5000_0000;

/** The order of the training samples in `epoch` (counted from 0). */
export const shuffleStream = (epoch: number): number => 0x4000_0000 + epoch;
