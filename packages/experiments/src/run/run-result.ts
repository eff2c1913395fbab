/** What a run leaves behind: plain JSON, from which the report is drawn and runs are compared. */
import type { Diagnosis, History } from '@inkgrad/nn';
import type { Standardization } from '../data/prepare.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Split } from './split.ts';

/** One epoch. Accuracies are shares from 0 to 1; validation is in inference mode, on what the run's split says. */
export interface EpochResult {
  /** Counted from 1. */
  readonly epoch: number;
  /** Wall time of training and validation. */
  readonly seconds: number;
  /** Wall time over the number of images trained on. */
  readonly microsecondsPerSample: number;
  /** Mean over the epoch's batches, in training mode, penalties included. */
  readonly loss: number;
  /** Absent where the targets are values. */
  readonly accuracy?: number | undefined;
  /** Penalties included; absent where nothing validates. */
  readonly validationLoss?: number | undefined;
  readonly validationAccuracy?: number | undefined;
  /** The one the epoch was trained with, where a callback schedules it. */
  readonly learningRate?: number | undefined;
}

/** A look inside the model, over the first training images. */
export interface EpochDiagnosis extends Diagnosis {
  /** 0 before training, then the epoch that has ended, from 1. */
  readonly epoch: number;
}

/** The trained model on the images it was not trained on. */
export interface Evaluation {
  /** `fold`: a fold of the training set. */
  readonly set: 'test' | 'fold';
  readonly count: number;
  /** Penalties included. */
  readonly loss: number;
  /** Absent where the targets are values. */
  readonly accuracy?: number | undefined;
  /** Where the targets are values: what else was measured, by name. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** A model's answer for one image. */
export interface Prediction {
  readonly label: number;
  readonly predicted: number;
  /** One for each digit; null where the model's outputs are no probabilities. */
  readonly probabilities: readonly number[] | null;
  /** Instead of probabilities what the model gave for each digit, the largest for its answer; else absent. */
  readonly scores?: readonly number[];
}

/** An image of the evaluated set with a wrong answer. */
export interface Mistake {
  /** From 0: in the test set, or for a fold in the training set. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** That the model gave its wrong answer; null where its outputs are no probabilities. */
  readonly probability: number | null;
  /** Instead of a probability; else absent. */
  readonly score?: number;
}

/** What a run found: history, evaluation, answers and mistakes. What `result.json` holds. */
export interface RunResult {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly title: string;
  /** As it ran: with defaults, and with the epochs, batch size and seed of the command. */
  readonly config: Experiment;
  /** The device's name. */
  readonly backend: string;
  readonly backendDescription: string;
  readonly seed: number;
  readonly split: Split;
  readonly epochs: readonly EpochResult[];
  /** Wall time of the whole run: training, validation and the predictions at the end; not loading or uploading data. */
  readonly seconds: number;
  /** Values by name, one an epoch; the same bytes for every run of one seed on one backend. */
  readonly history: History['history'];
  /** After training, with the weights that the model ends with. */
  readonly evaluation: Evaluation;
  /** What the targets are, where they are not the ten digits. */
  readonly targets?: { readonly kind: 'classes' | 'values'; readonly names: readonly string[] } | undefined;
  /** What rows of numbers were standardized with; absent where they were not. */
  readonly standardization?: Standardization | undefined;
  /** Of targets that are values those of the evaluated set, row by row; else absent. */
  readonly predictedValues?: { readonly predicted: readonly number[]; readonly true: readonly number[] } | undefined;
  /** The class that the model answers for each sample of the evaluated set, in order, as one text: `7210414959…`. */
  readonly predictedDigits: string;
  /** The notebook's example, test image 1000 counted from 0; null where the evaluated set has no such image. */
  readonly predictionOfTestSample1000: Prediction | null;
  /** Counts on the evaluated set: rows true digits, columns predicted ones. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** The most confident wrong answers, worst first, at most 24. */
  readonly mistakes: readonly Mistake[];
  /** Before training and after each whole epoch; empty unless they were asked for. */
  readonly diagnoses: readonly EpochDiagnosis[];
  readonly dataShapes: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** The layers as a table. */
  readonly summary: string;
}

/** What the samples of a run are called: "images" or "rows". */
export function sampleNounOf({ dataShapes }: Pick<RunResult, 'dataShapes'>): string {
  return dataShapes[0]?.name.endsWith(' rows') ? 'rows' : 'images';
}

/**
 * Training time, what is called so wherever a run is shown: the wall time of its epochs, validation included; not loading
 * data, looking inside the model, the predictions at the end and the report.
 */
export function trainingSeconds({ epochs }: Pick<RunResult, 'epochs'>): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}
