/** A training that is prepared, whatever it trains on. */
import type { Dataset } from '../data/dataset.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { TrainingConditions } from './conditions.ts';
import type { Passes } from './epochs.ts';

/** Samples of a data set that are validated with. */
export interface HeldOut {
  readonly dataset: Dataset;
  /** Of all samples of the data set. */
  readonly weights: Float32Array | undefined;
  readonly first: number;
}

export interface Training {
  readonly built: BuiltModel;
  readonly conditions: Pick<TrainingConditions, 'samples' | 'data' | 'sampleWeight'>;
  readonly train: Passes['train'];
  /** By validationSplit. */
  readonly heldOut?: HeldOut | undefined;
  release?(): Promise<void>;
}
