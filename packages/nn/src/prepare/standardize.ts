/** Data brought to mean 0 and deviation 1 on the host; the layer `normalization` does it inside a model. */
import { plural } from '@inkgrad/tensor/text';
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { DataError, shapeText } from '../errors.ts';
import { featureMoments, featuresOf } from './feature-moments.ts';

/** Standardized data, and what brings other data to the same scale. */
export interface Standardized {
  readonly x: NdArray<Float32Array>;
  /** Of each feature, the last axis. */
  readonly mean: readonly number[];
  /** Of each feature: the root of the biased variance. */
  readonly deviation: readonly number[];
  /** Other data, such as the test samples, by these means and deviations. @throws DataError for another number of features */
  apply(x: ArrayData): NdArray<Float32Array>;
  /** Standardized numbers, such as a model's answers, as they were before. */
  invert(x: ArrayData): NdArray<Float32Array>;
}

/** Keras's smallest deviation: a constant feature becomes 0, not NaN. */
const smallestDeviation = 1e-7;

/**
 * Each feature of x with mean 0 and deviation 1: (x − mean) / deviation, worked out in float64.
 * @param x samples [N, …, features], or [N] of one feature
 * @throws DataError for no samples, or a value that is not finite
 * @example
 * const scaled = standardize(x);
 * await model.fit(scaled.x, y);
 * await model.predict(scaled.apply([[0.5, 0.5]])); // as the training samples were scaled
 */
export function standardize(x: ArrayData): Standardized {
  const { array, mean, variance } = featureMoments('x', x);
  const deviation = variance.map(Math.sqrt);
  const divisors = deviation.map((own) => Math.max(own, smallestDeviation));
  const mapped = (given: NdArray, map: (value: number, feature: number) => number): NdArray<Float32Array> => {
    const features = featuresOf(given.shape);
    if (features !== mean.length) {
      throw new DataError('x', `samples of ${plural(mean.length, 'feature')}`, `shape ${shapeText(given.shape)}`);
    }
    return { shape: given.shape, data: Float32Array.from(given.data, (value, at) => map(value, at % features)) };
  };
  const forward = (value: number, feature: number): number => (value - mean[feature]!) / divisors[feature]!;
  return {
    x: mapped(array, forward),
    mean,
    deviation,
    apply: (other) => mapped(toNdArray('x', other), forward),
    invert: (other) => mapped(toNdArray('x', other), (value, at) => value * divisors[at]! + mean[at]!),
  };
}
