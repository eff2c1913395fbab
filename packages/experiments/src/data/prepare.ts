/** From an experiment's `preprocessing` to what its model is fed. */
import type { DataSource } from '@inkgrad/nn';
import { ConfigError } from '../errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type DataForm, type DataPart, mnistForm, sampleSize } from './data-set.ts';
import { normalizedSource, unitIntervalSource } from './normalize.ts';

type Preprocessing = Experiment['preprocessing'];

const ofImages: readonly Preprocessing[] = ['normalizeColumns', 'divideBy255'];
const ofNumbers: readonly Preprocessing[] = ['standardize', 'none'];

/** Mean and deviation of each number of a sample, over a training set. */
export interface Standardization {
  readonly mean: readonly number[];
  /** Of the population; 1 where all are equal. */
  readonly deviation: readonly number[];
}

/** @throws ConfigError for a preprocessing that is of other data */
export function checkPreprocessing(
  { name, preprocessing }: Pick<Experiment, 'name' | 'preprocessing'>,
  { pictures }: Pick<DataForm, 'pictures'>,
): void {
  const fit = pictures === undefined ? ofNumbers : ofImages;
  if (fit.includes(preprocessing)) return;
  const [what, data] = pictures === undefined ? ['images', 'rows of numbers'] : ['rows of numbers', 'images'];
  const sentence = `preprocessing ${preprocessing} is of ${what}, and the data is ${data}; take ${fit.join(' or ')}.`;
  throw new ConfigError(name, [{ path: 'preprocessing', sentence }]);
}

/** Of the training part, in float64. */
export function standardizationOf({ inputs, count }: DataPart, size: number): Standardization {
  const mean = new Array<number>(size).fill(0);
  const deviation = new Array<number>(size).fill(0);
  for (let at = 0; at < count * size; at++) mean[at % size]! += inputs[at]! / count;
  for (let at = 0; at < count * size; at++) deviation[at % size]! += (inputs[at]! - mean[at % size]!) ** 2 / count;
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance) || 1) };
}

/**
 * Bytes of pictures as numbers for a model, made as they are read.
 * @param images u8 [count, ...shape]
 * @param shape default: [28, 28]
 * @returns a source of f32 [count, ...shape]
 * @throws ArgumentError if `images` does not hold `count` images
 */
export function preparedSource(
  preprocessing: Preprocessing,
  images: Uint8Array,
  count: number,
  shape = mnistForm.shape,
): DataSource {
  return preprocessing === 'divideBy255'
    ? unitIntervalSource(images, count, shape)
    : normalizedSource(images, count, shape);
}

/** A part of a data set as an experiment's model is fed it. @param scale where `preprocessing` is "standardize" */
export function preparedPart(
  preprocessing: Preprocessing,
  { inputs, count }: Pick<DataPart, 'inputs' | 'count'>,
  form: DataForm,
  scale: Standardization | undefined,
): DataSource {
  if (inputs instanceof Uint8Array) return preparedSource(preprocessing, inputs, count, form.shape);
  const size = sampleSize(form);
  return {
    shape: [count, ...form.shape],
    read(start, length) {
      const block = inputs.slice(start * size, (start + length) * size);
      if (scale === undefined) return block;
      return block.map((value, at) => (value - scale.mean[at % size]!) / scale.deviation[at % size]!);
    },
  };
}
