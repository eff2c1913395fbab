/** Means and variances of features, the last axis of samples, in float64. */
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { DataError } from '../errors.ts';

export interface FeatureMoments {
  readonly array: NdArray;
  /** Of each feature. */
  readonly mean: number[];
  /** Of each feature, Σ (x − mean)² / n. */
  readonly variance: number[];
}

/**
 * @param name what the data is called in errors
 * @param x samples [N, …, features], or [N] of one feature
 * @throws DataError for no samples, or a value that is not finite
 */
export function featureMoments(name: string, x: ArrayData): FeatureMoments {
  const array = toNdArray(name, x);
  const { shape, data } = array;
  const features = featuresOf(shape);
  const rows = data.length / features;
  if (!(rows >= 1)) throw new DataError(name, 'at least one sample', 'none');
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new DataError(name, 'finite numbers', `${data[wrong]} at element ${wrong}`);
  const mean = new Array<number>(features).fill(0);
  for (const [at, value] of data.entries()) mean[at % features]! += value / rows;
  const variance = new Array<number>(features).fill(0);
  for (const [at, value] of data.entries()) variance[at % features]! += (value - mean[at % features]!) ** 2 / rows;
  return { array, mean, variance };
}

/** Numbers in the last axis; 1 of a list of numbers. */
export function featuresOf(shape: readonly number[]): number {
  return shape.length < 2 ? 1 : shape.at(-1)!;
}
