/** Labels as rows of zeros with a one. */
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { positiveWhole } from '../define/check.ts';
import { DataError } from '../errors.ts';

/**
 * Each label as a row of `classes` numbers, 1 at its place and 0 elsewhere: what `categoricalCrossentropy` takes.
 * `sparseCategoricalCrossentropy` takes the labels themselves.
 * @param labels whole numbers of at least 0, of any shape
 * @param classes one more than the largest label by default; say it where the data may lack a class
 * @returns [...shape of labels, classes]
 * @throws DataError for a label that is no class
 * @example
 * oneHot([2, 0]).data; // 0 0 1, 1 0 0
 */
export function oneHot(labels: ArrayData, classes?: number): NdArray<Float32Array> {
  const { shape, data } = toNdArray('labels', labels);
  const count = classes === undefined ? undefined : positiveWhole('oneHot', 'classes', classes);
  const limit = count ?? Number.POSITIVE_INFINITY;
  let largest = -1;
  for (let at = 0; at < data.length; at++) {
    const label = data[at]!;
    if (!Number.isInteger(label) || label < 0 || label >= limit) {
      const expected = count === undefined ? 'whole numbers of at least 0' : `whole numbers in [0, ${count})`;
      throw new DataError('labels', expected, `${label} at position ${at}`);
    }
    largest = Math.max(largest, label);
  }
  const columns = count ?? largest + 1;
  const rows = new Float32Array(data.length * columns);
  for (let at = 0; at < data.length; at++) rows[at * columns + data[at]!] = 1;
  return { shape: [...shape, columns], data: rows };
}
