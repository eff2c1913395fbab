/**
 * What a report is made from, besides the runs: plain data that the runs have in common. A report can so be
 * drawn from a run that has just ended or from one read back from disk.
 */

import type { DataSet } from '../data/data-set.ts';
import type { RunEnvironment } from '../record/environment.ts';
import type { Convolutions } from './figures/feature-maps.ts';
import type { FirstKernel } from './figures/first-layer.ts';
import type { PublishedRuns } from './published.ts';

/** What the runs of a report have in common. */
export interface ReportContext {
  readonly data: DataSet;
  readonly environment: RunEnvironment;
  /** Wall-clock time of the whole command in seconds; left out where it is not known. */
  readonly totalSeconds?: number | undefined;
  /** For each run the kernel of its first layer, as `readFirstKernel` reads it; without it, its weights are not shown. */
  readonly firstKernels?: readonly (FirstKernel | undefined)[] | undefined;
  /** For each run its convolutions, as `readConvolutions` reads them; without them, filters and feature maps are not shown. */
  readonly convolutions?: readonly (Convolutions | undefined)[] | undefined;
  /** What runs are set beside; default: nothing. */
  readonly published?: PublishedRuns | undefined;
  /** The command line that made the runs. */
  readonly command?: string | undefined;
}

/** Zero-based index of the test image that the notebook shows. */
export const SAMPLE_INDEX = 1000;
