/** What a run leaves behind: plain JSON, from which the report is drawn and runs are compared. */
import type { History } from '@inkgrad/nn';
import type { Experiment } from './experiments/schema.ts';

/** One epoch. Accuracies are shares from 0 to 1; validation is on the test set, in inference mode. */
export interface EpochResult {
  /** Counted from 1. */
  readonly epoch: number;
  /** Wall time of training and validation. */
  readonly seconds: number;
  /** Wall time over the number of training images. */
  readonly microsecondsPerSample: number;
  /** Mean over the epoch's batches, in training mode, penalties included. */
  readonly loss: number;
  readonly accuracy: number;
  /** Penalties included. */
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** A model's answer for one image. */
export interface Prediction {
  readonly label: number;
  readonly predicted: number;
  /** One for each digit. */
  readonly probabilities: readonly number[];
}

/** A test image with a wrong answer. */
export interface Mistake {
  /** In the test set, from 0. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** That the model gave its wrong answer. */
  readonly probability: number;
}

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
  readonly epochs: readonly EpochResult[];
  /** Wall time of the whole run: training, validation and the predictions at the end; not loading or uploading data. */
  readonly seconds: number;
  /** Values by name, one an epoch; the same bytes for every run of one seed on one backend. */
  readonly history: History['history'];
  /** The notebook's example, test image 1000 counted from 0; null where the test set has no such image. */
  readonly predictionOfTestSample1000: Prediction | null;
  /** Counts on the test set: rows true digits, columns predicted ones. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** The most confident wrong answers, worst first, at most 24. */
  readonly mistakes: readonly Mistake[];
  readonly dataShapes: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** The layers as a table. */
  readonly summary: string;
}
