/** The experiments that can be run by name: the two published ones, and others that inkgrad brings along. */

import type { Experiment } from '@inkgrad/experiments';
import { kerasConvnet } from './keras-convnet.ts';
import { experiments } from './published-experiments.ts';

export const namedExperiments: Readonly<Record<string, Experiment>> = { ...experiments, 'keras-convnet': kerasConvnet };
