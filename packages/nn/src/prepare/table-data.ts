/** Rows of texts, such as those of a CSV file, as samples and targets. Reading files is `csvRows` of `@inkgrad/nn/node`. */

import { ArgumentError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import type { NdArray } from '../data/nd-array.ts';
import { checkKeys, describe, knownName } from '../define/names.ts';
import { DataError } from '../errors.ts';

/** Which columns of a table are features, and which one is the target. */
export interface TableOptions {
  /** The column that is to be predicted. */
  readonly target: string;
  /** The columns that it is predicted from; by default all others. */
  readonly features?: readonly string[];
  /** Names of the columns, where the first row does not say them. */
  readonly columns?: readonly string[];
  /**
   * The target's classes, in the order of their labels. By default a target whose every value is a number is that number;
   * of others the classes are the values in alphabetical order.
   */
  readonly classes?: readonly string[];
}

/** A table as arrays, ready for `fit`. */
export interface TableData {
  /** Float32, [rows, features]. */
  readonly x: NdArray<Float32Array>;
  /** Shape [rows]. Labels, or the numbers of the column. */
  readonly y: NdArray<Float32Array> | NdArray<Int32Array>;
  /** Names of the features, in the order of x's columns. */
  readonly features: readonly string[];
  /** What the labels mean; undefined for a target of numbers. */
  readonly classes: readonly string[] | undefined;
}

/**
 * Reads rows of texts, with the names of the columns in the first unless `columns` gives them.
 * @throws DataError for rows of different lengths, a feature that is no finite number, or a class that is not among those given
 * @throws ArgumentError, UnknownNameError for columns that there are not
 * @example
 * const rows = [
 *   ['width', 'height', 'kind'],
 *   ['1.5', '2', 'plum'],
 *   ['3', '2.5', 'apple'],
 * ];
 * const table = await tableData(rows, { target: 'kind' }); // csvRows of @inkgrad/nn/node reads rows of a file
 * table.x.data; // → [1.5, 2, 3, 2.5]
 * table.classes[table.y.data[1]]; // → 'apple'
 */
export async function tableData(
  rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
  options: TableOptions,
): Promise<TableData> {
  checkKeys('tableData', options, ['target', 'features', 'columns', 'classes']);
  let columns = options.columns;
  let chosen: ReturnType<typeof choose> | undefined;
  const values: number[] = [];
  const targets: string[] = [];
  for await (const row of rows) {
    if (!Array.isArray(row)) throw new DataError('rows', 'arrays of texts', describe(row));
    if (columns === undefined) {
      columns = row as readonly string[];
      continue;
    }
    chosen ??= choose(columns, options);
    const at = targets.length;
    if (row.length !== columns.length) {
      throw new DataError('rows', plural(columns.length, 'column'), `${row.length} in row ${at}`);
    }
    for (const { name, place } of chosen.features) values.push(numberIn(row[place], name, at));
    targets.push(String(row[chosen.target]));
  }
  if (chosen === undefined) throw new DataError('rows', 'at least one row of data', 'none');
  const features = chosen.features.map(({ name }) => name);
  return {
    x: { shape: [targets.length, features.length], data: Float32Array.from(values) },
    ...readTargets(options, targets),
    features,
  };
}

interface Column {
  readonly name: string;
  readonly place: number;
}

function choose(columns: readonly string[], options: TableOptions): { features: readonly Column[]; target: number } {
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) throw new DataError('rows', 'columns of different names', `"${twice}" twice`);
  const known = Object.fromEntries(columns.map((name) => [name, true]));
  knownName('tableData', 'column', known, options.target);
  const features = options.features ?? columns.filter((name) => name !== options.target);
  for (const name of features) knownName('tableData', 'column', known, name);
  if (features.length === 0 || features.includes(options.target)) {
    const expected = 'columns other than the target, at least one';
    throw new ArgumentError('tableData', 'features', expected, features.join(', ') || 'none');
  }
  const column = (name: string): Column => ({ name, place: columns.indexOf(name) });
  return { features: features.map(column), target: columns.indexOf(options.target) };
}

/** A text of nothing is no number, though JavaScript takes it for 0. */
function parseNumber(text: unknown): number {
  return typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
}

function numberIn(text: unknown, column: string, row: number): number {
  const value = parseNumber(text);
  if (Number.isFinite(value)) return value;
  throw new DataError('rows', 'finite numbers as features', `${describe(text)} in row ${row}, column "${column}"`);
}

function readTargets(
  { target, classes: given }: TableOptions,
  texts: readonly string[],
): Pick<TableData, 'y' | 'classes'> {
  const shape = [texts.length];
  const numbers = texts.map(parseNumber);
  if (given === undefined && numbers.every(Number.isFinite)) {
    const isWhole = numbers.every((value) => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff);
    const y = isWhole ? { shape, data: Int32Array.from(numbers) } : { shape, data: Float32Array.from(numbers) };
    return { y, classes: undefined };
  }
  const classes = given ?? [...new Set(texts)].sort();
  const labels = Int32Array.from(texts, (text, row) => {
    const label = classes.indexOf(text);
    if (label >= 0) return label;
    throw new DataError(
      'rows',
      `one of the classes ${classes.join(', ')}`,
      `"${text}" in row ${row}, column "${target}"`,
    );
  });
  return { y: { shape, data: labels }, classes };
}
