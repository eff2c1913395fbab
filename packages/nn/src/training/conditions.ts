/**
 * What a training's numbers depend on beside the model: the data and how it is gone through. A training that continues must
 * have the same, or its end would be neither that of the one nor of the other.
 */
import { checksumOf } from '../data/checksum.ts';
import type { Dataset } from '../data/dataset.ts';
import { ModelStateError } from '../errors.ts';
import type { History } from './history.ts';

/** Plain data. */
export interface TrainingConditions {
  /** 0 for a stream, which tells its end only. */
  readonly samples: number;
  /** Checksum of samples and targets; of a stream its name and how it is shuffled. */
  readonly data: string;
  /** Checksum of the factors of samples' losses, given for samples or classes; "none". */
  readonly sampleWeight: string;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly validationSplit: number;
  /** Checksum of samples and targets; "none". */
  readonly validationData: string;
  readonly validationSampleWeight: string;
}

/** What each of them is in a sentence. */
const conditionNames: Readonly<Record<keyof TrainingConditions, string>> = {
  samples: 'samples',
  data: 'data with the checksum',
  sampleWeight: 'weights of samples with the checksum',
  batchSize: 'batchSize',
  shuffle: 'shuffle',
  validationSplit: 'validationSplit',
  validationData: 'validation data with the checksum',
  validationSampleWeight: 'weights of validation samples with the checksum',
};

/** By which a state that is read is checked. */
export const conditionTypes: Readonly<Record<keyof TrainingConditions, 'string' | 'number' | 'boolean'>> = {
  samples: 'number',
  data: 'string',
  sampleWeight: 'string',
  batchSize: 'number',
  shuffle: 'boolean',
  validationSplit: 'number',
  validationData: 'string',
  validationSampleWeight: 'string',
};

/** Of data that is whole, with the factors of its samples' losses. */
export function dataConditions(
  dataset: Dataset,
  weights: Float32Array | undefined,
): Pick<TrainingConditions, 'samples' | 'data' | 'sampleWeight'> {
  return {
    samples: dataset.count,
    data: dataset.checksum,
    sampleWeight: weights === undefined ? 'none' : checksumOf(weights),
  };
}

const advice = 'give the same, or give initialEpoch instead of resume to begin a new history';

/** @throws ModelStateError that says what differs from the training that is to be continued */
export function checkSameConditions(own: TrainingConditions, saved: TrainingConditions): void {
  const keys = Object.keys(conditionNames) as (keyof TrainingConditions)[];
  const other = keys.find((key) => own[key] !== saved[key]);
  if (other === undefined) return;
  const name = conditionNames[other];
  throw new ModelStateError(
    `fit: resume continues a training with ${name} ${saved[other]}, but was given ${name} ${own[other]}; ${advice}.`,
  );
}

/** @throws ModelStateError where an epoch would not add one value to each of the names that the history has */
export function checkSameNames(names: readonly string[], { epoch, history }: History): void {
  if (epoch.length === 0) return;
  const saved = Object.keys(history);
  if ([...saved].sort().join() === [...names].sort().join()) return;
  throw new ModelStateError(
    `fit: resume continues a history of ${saved.join(', ')}, but this training would log ${names.join(', ')}; ${advice}.`,
  );
}
