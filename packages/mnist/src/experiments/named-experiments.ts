/** The experiments that can be run by name: the two published ones, and others that inkgrad brings along. */
import type { Experiment } from '@inkgrad/experiments';
import { kerasConvnet } from './keras-convnet.ts';
import { lenet } from './lenet.ts';
import { experiments } from './published-experiments.ts';
import { v3 } from './v3.ts';

/** All experiments that a command can name: those of the notebook, and others on the same data. */
export const namedExperiments: Readonly<Record<string, Experiment>> = {
  ...experiments,
  v3,
  lenet,
  'keras-convnet': kerasConvnet,
};
