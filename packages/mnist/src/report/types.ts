/**
 * What a report is made from, besides the runs: plain data that the runs have in common. A report can so be
 * drawn from a run that has just ended or from one read back from disk.
 */

import type { MnistData } from '../data/mnist-data.ts';
import type { RunEnvironment } from '../environment.ts';
import { type PublishedFigures, published } from '../published.ts';
import type { RunResult } from '../run-result.ts';
import type { FirstKernel } from './figures/first-layer.ts';

/** What the runs of a report have in common. */
export interface ReportContext {
  readonly data: MnistData;
  readonly environment: RunEnvironment;
  /** Wall-clock time of the whole command in seconds; left out where it is not known. */
  readonly totalSeconds?: number | undefined;
  /** For each run the kernel of its first layer, as `readFirstKernel` reads it; without it, its weights are not shown. */
  readonly firstKernels?: readonly (FirstKernel | undefined)[] | undefined;
  /** The command line that made the runs. */
  readonly command?: string | undefined;
}

/** Zero-based index of the test image that the notebook shows. */
export const SAMPLE_INDEX = 1000;

/** The published figures for a run, or undefined for an experiment of one's own. */
export function publishedFor(run: RunResult): PublishedFigures | undefined {
  const figures: Readonly<Record<string, PublishedFigures>> = published.experiments;
  return Object.hasOwn(figures, run.experiment) ? figures[run.experiment] : undefined;
}
