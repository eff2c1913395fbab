/** Data given to fit, evaluate or predict, on the model's device: a data set as it is, anything else uploaded for once. */
import type { Device, DType } from '@inkgrad/tensor';
import { DataError } from '../errors.ts';
import { Dataset, uploadDataset } from './dataset.ts';
import type { ArrayLikes } from './named-arrays.ts';
import type { ArrayLike } from './source.ts';
import type { StreamSource } from './stream-source.ts';

/** Samples and targets, or a data set that holds both. */
export type TrainingData = readonly [x: ArrayLikes, y: ArrayLikes] | Dataset;

/** The same, and factors of the samples' losses. */
export type ValidationData =
  | TrainingData
  | StreamSource
  | readonly [x: ArrayLikes, y: ArrayLikes, sampleWeight: ArrayLike];

export interface Feed {
  readonly dataset: Dataset;
  /** Frees what was uploaded; leaves a data set of the caller's alone. */
  release(): void;
}

export async function feed(
  device: Device,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  names: { readonly x: string; readonly y: string },
  dtype: (input: string | undefined) => DType,
): Promise<Feed> {
  if (x instanceof Dataset) {
    if (y !== undefined)
      throw new DataError(names.y, 'nothing beside a data set, which holds its own targets', 'targets');
    return { dataset: x, release: () => undefined };
  }
  const dataset = await uploadDataset(device, x, y, names, 'auto', dtype);
  return { dataset, release: () => dataset.dispose() };
}
