/**
 * What a report is made from: plain data only, so that a report can be drawn from a run that has just
 * ended or from one read back from disk. `RunResult` satisfies `ReportRun`, `MnistData` satisfies `ReportData`.
 */

/** One epoch of a run. `seconds` and `microsecondsPerSample` cover training and validation of that epoch. */
export interface ReportEpoch {
  /** 1-based. */
  readonly epoch: number;
  readonly seconds: number;
  readonly microsecondsPerSample: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** The answer of one run for test image 1000. */
export interface ReportPrediction {
  readonly label: number;
  readonly predicted: number;
  /** One probability per class. */
  readonly probabilities: readonly number[];
}

/** A test image the model got wrong, with the probability it gave to its wrong answer. */
export interface ReportMistake {
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  readonly probability: number;
}

/** One finished run. */
export interface ReportRun {
  readonly experiment: string;
  readonly title: string;
  /** The resolved configuration; printed as it is, whatever its keys. */
  readonly config: object;
  readonly backend: string;
  readonly backendDescription: string;
  readonly seed: number;
  readonly epochs: readonly ReportEpoch[];
  readonly seconds: number;
  /** Absent when the test set has no image 1000. */
  readonly predictionOfTestSample1000?: ReportPrediction | null | undefined;
  /** Counts on the test set: rows true, columns predicted. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** Worst first. */
  readonly mistakes: readonly ReportMistake[];
  readonly dataShapes: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  readonly summary: string;
}

/** Images as MNIST stores them: `count` × 28 × 28 bytes, row after row, 0 = paper, 255 = ink. */
export interface ReportImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** The data set the runs were made on. */
export interface ReportData {
  readonly train: ReportImages;
  readonly test: ReportImages;
  readonly source?: string | undefined;
  readonly files?:
    | readonly { readonly path: string; readonly bytes: number; readonly md5: string; readonly canonical: boolean }[]
    | undefined;
}

/** The published figures of one experiment. */
export interface PublishedExperiment {
  readonly history: readonly ReportEpoch[];
  readonly predictionOfTestSample1000: number;
}

/** What the runs have in common. */
export interface ReportContext {
  readonly data: ReportData;
  /** The published figures by experiment name, with a note on where they come from. */
  readonly published: {
    readonly source: string;
    readonly experiments: Readonly<Record<string, PublishedExperiment>>;
  };
  /** Rows of the environment table in the order shown, e.g. `{ Node: 'v20.20.2' }`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Wall-clock time of the whole command in seconds; default: the sum of the runs' times. */
  readonly totalSeconds?: number | undefined;
  /** The command line that made the runs. */
  readonly command?: string | undefined;
  /** When the runs were made, as text to print. Left out, the page carries no date. */
  readonly createdAt?: string | undefined;
}

/** Zero-based index of the test image that the notebook shows. */
export const SAMPLE_INDEX = 1000;

/** The published figures for a run, or undefined for an experiment of one's own. */
export function publishedFor(run: ReportRun, context: ReportContext): PublishedExperiment | undefined {
  const { experiments } = context.published;
  return Object.hasOwn(experiments, run.experiment) ? experiments[run.experiment] : undefined;
}
