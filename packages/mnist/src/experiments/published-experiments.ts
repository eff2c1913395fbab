/** The two experiments of the notebook, by name. */
import type { Experiment } from '@inkgrad/experiments';
import { v1 } from './v1.ts';
import { v2 } from './v2.ts';

/** Names of the published experiments. */
export type PublishedName = 'v1' | 'v2';

/** The two experiments of the published notebook. */
export const experiments: Readonly<Record<PublishedName, Experiment>> = { v1, v2 };
