/**
 * What was published about experiments, as a report sets runs beside it. Who knows published figures hands them in; there
 * are none here.
 */
import type { EpochResult, RunResult } from '../run/run-result.ts';

/** One line of the published's log. Epochs count from 1; validation is on the test set. */
export interface PublishedEpoch {
  readonly epoch: number;
  /** Whole seconds, as printed. */
  readonly seconds: number;
  readonly microsecondsPerSample: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** What was published of an experiment. */
export interface PublishedFigures {
  readonly history: readonly PublishedEpoch[];
  /** The digit that the trained model gave for test image 1000 (zero-based), whose label is 9. */
  readonly predictionOfTestSample1000: number;
}

/** A figure of the last epoch, and where it must lie. */
export interface PublishedCheck {
  readonly name: 'validationAccuracy' | 'validationLoss' | 'predictionOfTestSample1000';
  readonly ours: number | null;
  readonly published: number;
  /** Bounds, both allowed; null is open. */
  readonly least: number | null;
  readonly most: number | null;
  readonly passed: boolean;
}

/** A run beside the figures that were published of it. */
export interface PublishedComparison {
  readonly experiment: string;
  /** Epochs that both have; none where the run validated on something else than the test set. */
  readonly epochs: readonly {
    readonly epoch: number;
    readonly ours: EpochResult;
    readonly published: PublishedEpoch;
  }[];
  /** Empty where the run differs from the published one in more than its seed. */
  readonly checks: readonly PublishedCheck[];
  /** Whether every check passed; null where there was nothing to judge, with the reason. */
  readonly reproduced: boolean | null;
  readonly notJudgedBecause: string | null;
}

/** Published experiments, by which runs are compared. */
export interface PublishedRuns {
  /** Where the figures come from. */
  readonly source: string;
  /** Of the experiment of a run; undefined for one of one's own. */
  figuresOf(run: RunResult): PublishedFigures | undefined;
  /** The run beside what was published; undefined for one of one's own. */
  compare(run: RunResult): PublishedComparison | undefined;
}
