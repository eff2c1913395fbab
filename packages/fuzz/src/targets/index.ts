/** All targets, by which the command and the process that tries inputs find them. */
import type { Target } from '../target.ts';
import { experiment } from './experiment.ts';
import { idx } from './idx.ts';
import { pictures } from './pictures.ts';
import { tables } from './tables.ts';
import { weights } from './weights.ts';

export const targets: readonly Target[] = [idx, tables, weights, experiment, pictures];
