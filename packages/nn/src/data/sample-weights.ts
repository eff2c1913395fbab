/**
 * Factors of each sample's loss: given as they are, or by class. Both become one f32 array on the host, which a pass
 * brings to the device.
 */

import { ArgumentError, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { nonNegative } from '../define/check.ts';
import { describe, isRecord } from '../define/names.ts';
import { DataError, shapeText } from '../errors.ts';
import type { Dataset } from './dataset.ts';
import { type ArrayLike, openSource } from './source.ts';

/** Factors by class: `{ 3: 2.5 }` or one for each class. */
export type ClassWeight = Readonly<Record<number, number>> | readonly number[];

/** @throws ArgumentError for a class that is no whole number or a factor that is negative or not finite */
export function checkClassWeight(where: string, value: unknown): ClassWeight {
  if (!isRecord(value) && !Array.isArray(value)) {
    throw new ArgumentError(where, 'classWeight', 'factors by class, such as { 0: 1, 1: 2.5 }', describe(value));
  }
  for (const [key, weight] of Object.entries(value)) {
    if (!/^\d+$/.test(key)) throw new ArgumentError(where, 'classWeight', 'keyed by whole numbers', describe(key));
    nonNegative(where, `classWeight[${key}]`, weight);
  }
  return value as ClassWeight;
}

/**
 * One factor a sample.
 * @param count of samples
 * @throws DataError for another count, or a factor that is negative or not finite
 */
export async function readSampleWeight(name: string, given: ArrayLike, count: number): Promise<Float32Array> {
  const source = openSource(name, given);
  const received = [source.count, ...source.sampleShape];
  if (source.count !== count || source.sampleSize !== 1) {
    throw new DataError(name, `${plural(count, 'weight')}, one for each sample`, `shape ${shapeText(received)}`);
  }
  const weights = Float32Array.from(await source.read(0, count));
  checkFactors(name, weights, 0);
  return weights;
}

/** @param start place of the first @throws DataError for a factor that is negative or not finite */
export function checkFactors(name: string, weights: Float32Array, start: number): void {
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong < 0) return;
  throw new DataError(name, 'finite weights of at least 0', `${weights[wrong]} at position ${start + wrong}`);
}

/**
 * The factor of each sample's class; the class of targets with a value for each class is the place of the largest.
 * @param classes how many there are
 * @throws ArgumentError for a class that the model does not have
 */
export async function classSampleWeight(
  where: string,
  dataset: Dataset,
  classWeight: ClassWeight,
  classes: number,
): Promise<Float32Array> {
  const factors = Object.entries(classWeight);
  const unknown = factors.find(([key]) => Number(key) >= classes);
  if (unknown !== undefined) {
    throw new ArgumentError(where, 'classWeight', `of classes in [0, ${classes})`, `class ${unknown[0]}`);
  }
  const factorOf = new Map(factors.map(([key, weight]) => [Number(key), weight as number]));
  const { buffer, sampleShape } = dataset.targets[0]!;
  const targets = await buffer.read();
  const size = sizeOf(sampleShape);
  return Float32Array.from({ length: dataset.count }, (_, at) => {
    const own = targets.subarray(at * size, (at + 1) * size);
    return factorOf.get(size === 1 ? own[0]! : largestPlace(own)) ?? 1;
  });
}

function largestPlace(values: TypedArray): number {
  let place = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[place]!) place = at;
  return place;
}
