/** Samples divided into those to learn from and those to test with. Source: scikit-learn's train_test_split. */

import { ArgumentError, permutation, sizeOf } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { type ArrayData, isPicture, type NdArray, toNdArray } from '../data/nd-array.ts';
import { isNumberArray, type NumberArray, zerosLike } from '../data/number-array.ts';
import { flag, nonNegativeWhole } from '../define/check.ts';
import { checkKeys, describe, isRecord } from '../define/names.ts';
import { DataError } from '../errors.ts';
import { splitStream } from '../model/streams.ts';

/** How large the test part is, and how samples are drawn for it. */
export interface TrainTestSplitOptions {
  /** A share of the samples in (0, 1), rounded up to whole samples, or their number; 0.25 by default. */
  readonly testSize?: number;
  /** The split is a function of it and of the number of samples: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** Drawn in a random order, as by default, or with the test samples at the end. */
  readonly shuffle?: boolean;
  /** Labels whose classes have the same shares on both sides, or true for y itself; none by default. */
  readonly stratify?: boolean | ArrayData;
}

/** One array, or several by name. */
type Data = ArrayData | Readonly<Record<string, ArrayData>>;

/** An array of samples for each that was given. */
export type PartOf<T> = T extends ArrayData ? NdArray : { readonly [Name in keyof T]: NdArray };

/** Samples and targets in two parts. */
export interface TrainTestSplit<X, Y> {
  readonly xTrain: PartOf<X>;
  readonly xTest: PartOf<X>;
  readonly yTrain: PartOf<Y>;
  readonly yTest: PartOf<Y>;
}

/**
 * Divides samples and targets; each sample is on one side with its target.
 * @throws ArgumentError for a size that leaves one side empty, DataError for different counts, or a class of one sample to
 * stratify
 * @example
 * const { xTrain, xTest, yTrain, yTest } = trainTestSplit(x, y, { testSize: 0.2, seed: 1, stratify: true });
 */
export function trainTestSplit<X extends Data, Y extends Data>(
  x: X,
  y: Y,
  options: TrainTestSplitOptions = {},
): TrainTestSplit<X, Y> {
  const where = 'trainTestSplit';
  checkKeys(where, options, ['testSize', 'seed', 'shuffle', 'stratify']);
  const seed = nonNegativeWhole(where, 'seed', options.seed ?? 0);
  const shuffle = flag(where, 'shuffle', options.shuffle ?? true);
  const given = { x: arraysOf('x', x), y: arraysOf('y', y) };
  const count = countOf([...given.x, ...given.y]);
  const test = testCount(options.testSize ?? 0.25, count);
  const labels = labelsOf(options.stratify, given.y, count);
  if (labels !== undefined && !shuffle) {
    throw new ArgumentError(where, 'stratify', 'absent where shuffle is false', 'both');
  }
  const order = shuffle ? permutation(seed, splitStream, count) : Int32Array.from({ length: count }, (_, at) => at);
  const sides =
    labels === undefined
      ? { train: order.subarray(0, count - test), test: order.subarray(count - test) }
      : stratified(order, labels, test);
  const part = (arrays: readonly Named[], places: Int32Array): never => {
    const parts = arrays.map(({ name, array }) => [name, take(array, places)] as const);
    const [first] = parts;
    return (first![0] === undefined ? first![1] : Object.fromEntries(parts)) as never;
  };
  return {
    xTrain: part(given.x, sides.train),
    xTest: part(given.x, sides.test),
    yTrain: part(given.y, sides.train),
    yTest: part(given.y, sides.test),
  };
}

interface Named {
  readonly name: string | undefined;
  readonly array: NdArray;
}

function arraysOf(what: string, data: Data): Named[] {
  const isOne = !isRecord(data) || isNumberArray(data) || 'shape' in data || isPicture(data);
  if (isOne) return [{ name: undefined, array: toNdArray(what, data) }];
  const named = Object.entries(data).map(([name, own]) => ({ name, array: toNdArray(`${what} "${name}"`, own) }));
  if (named.length === 0) throw new DataError(what, 'an array, or arrays by name', describe(data));
  return named;
}

function countOf(arrays: readonly Named[]): number {
  const count = arrays[0]!.array.shape[0] ?? 0;
  const other = arrays.find(({ array }) => array.shape[0] !== count);
  if (other === undefined) return count;
  throw new DataError(other.name ?? 'y', `${plural(count, 'sample')}, as in x`, `${other.array.shape[0] ?? 0}`);
}

function testCount(size: unknown, count: number): number {
  const isShare = typeof size === 'number' && size > 0 && size < 1;
  const isCount = Number.isInteger(size) && (size as number) >= 1;
  if (!isShare && !isCount) {
    throw new ArgumentError('trainTestSplit', 'testSize', 'a share in (0, 1) or a number of samples', describe(size));
  }
  const test = isShare ? Math.ceil(size * count) : (size as number);
  if (test < count) return test;
  throw new ArgumentError('trainTestSplit', 'testSize', `less than all of ${plural(count, 'sample')}`, size);
}

function labelsOf(
  stratify: TrainTestSplitOptions['stratify'],
  y: readonly Named[],
  count: number,
): NumberArray | undefined {
  if (stratify === undefined || stratify === false) return undefined;
  if (stratify === true && y.length > 1) {
    throw new ArgumentError('trainTestSplit', 'stratify', 'labels, as y has several arrays', 'true');
  }
  const { shape, data } = stratify === true ? y[0]!.array : toNdArray('stratify', stratify);
  if (data.length === count) return data;
  throw new DataError('stratify', `${plural(count, 'label')}, one for each sample`, `shape [${shape.join(', ')}]`);
}

/**
 * The test samples of each class: its share rounded down, and one more of those classes that rounding took most from.
 * Samples stay in the order in which they were drawn.
 */
function stratified(order: Int32Array, labels: NumberArray, test: number): { train: Int32Array; test: Int32Array } {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const [lonely] = [...sizes].find(([, size]) => size < 2) ?? [];
  if (lonely !== undefined)
    throw new DataError('stratify', 'two samples of each class at least', `one of class ${lonely}`);
  const classes = [...sizes.keys()].sort((a, b) => a - b);
  const exact = classes.map((label) => (sizes.get(label)! * test) / order.length);
  const left = new Map(classes.map((label, at) => [label, Math.floor(exact[at]!)]));
  const missing = test - [...left.values()].reduce((sum, own) => sum + own, 0);
  const byRest = classes.map((label, at) => ({ label, rest: exact[at]! - Math.floor(exact[at]!) }));
  byRest.sort((a, b) => b.rest - a.rest || a.label - b.label);
  for (const { label } of byRest.slice(0, missing)) left.set(label, left.get(label)! + 1);
  const sides = { train: [] as number[], test: [] as number[] };
  for (const place of order) {
    const label = labels[place]!;
    const isTest = left.get(label)! > 0;
    if (isTest) left.set(label, left.get(label)! - 1);
    sides[isTest ? 'test' : 'train'].push(place);
  }
  return { train: Int32Array.from(sides.train), test: Int32Array.from(sides.test) };
}

/** The samples at places, as an array of the same kind. */
function take({ shape, data }: NdArray, places: Int32Array): NdArray {
  const size = sizeOf(shape.slice(1));
  const taken = zerosLike(data, places.length * size);
  places.forEach((place, at) => {
    taken.set(data.subarray(place * size, (place + 1) * size), at * size);
  });
  return { shape: [places.length, ...shape.slice(1)], data: taken };
}
