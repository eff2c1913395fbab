/**
 * NumPy's arrays as a data set: `x_train`, `y_train`, `x_test` and `y_test` as Keras's data sets have them, or `x` and `y`,
 * of which a fifth becomes the test set; in one `.npz` file or as `.npy` files in a folder. Node only.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { plural } from '@inkgrad/tensor/text';
import { unzipSync } from 'fflate';
import { DataError } from '../../errors.ts';
import {
  type DataFile,
  type DataForm,
  type DataPart,
  type DataRequest,
  type DataSet,
  sampleNoun,
} from '../data-set.ts';
import { holdOut } from './hold-out.ts';
import { type NumpyArray, readNpy } from './npy.ts';
import { describeFile, readBytes } from './read-bytes.ts';
import { classesOf, kindOf, valuesOf } from './targets.ts';

/** Of all arrays of a `.npz` file together, unpacked: a few bytes can promise any size. */
const mostBytes = 2 ** 31;

type Arrays = ReadonlyMap<string, NumpyArray>;

function unpack(path: string, bytes: Uint8Array): Arrays {
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        if (total > mostBytes) throw new DataError(path, 'unpacks to more than 2 GiB; take a part of it.');
        return name.endsWith('.npy');
      },
    });
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(path, `is no .npz file, or a damaged one (${reason}).`, {}, { cause: error });
  }
  const arrays = Object.entries(entries).map(([name, content]) => {
    return [name.slice(0, -4), readNpy(content, `${path}: ${name}`)] as const;
  });
  return new Map(arrays);
}

/** The arrays of one role under the names that people give them. */
function find(arrays: Arrays, ...names: readonly string[]): NumpyArray | undefined {
  const known = new Map([...arrays].map(([name, array]) => [name.toLowerCase(), array]));
  return names.map((name) => known.get(name)).find((array) => array !== undefined);
}

/** Bytes that lie as images do: [count, rows, columns], or with one channel or three behind. */
function arePictures({ shape, values }: NumpyArray): boolean {
  const [, , , channels = 1, ...others] = shape;
  return values instanceof Uint8Array && shape.length >= 3 && others.length === 0 && [1, 3].includes(channels);
}

function finite(file: string, name: string, values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(Math.fround(values[at]!))) continue;
    throw new DataError(file, `${name} has ${values[at]} at place ${at}, counted from 0; numbers must be finite.`);
  }
}

function inputsOf(file: string, name: string, array: NumpyArray): Uint8Array | Float32Array {
  if (arePictures(array)) return array.values as Uint8Array;
  finite(file, name, array.values);
  return Float32Array.from(array.values);
}

/** Reads both parts, or the one; all targets together say what the classes are. */
function dataSetOf(path: string, arrays: Arrays, files: readonly DataFile[], request: DataRequest): DataSet {
  const pairs = [
    [find(arrays, 'x_train', 'train_x', 'x', 'data'), find(arrays, 'y_train', 'train_y', 'y', 'labels', 'target')],
    [find(arrays, 'x_test', 'test_x'), find(arrays, 'y_test', 'test_y')],
  ] as const;
  const given = pairs.filter(([x, y]) => x !== undefined || y !== undefined);
  const whole = given.filter(
    (pair): pair is readonly [NumpyArray, NumpyArray] => pair[0] !== undefined && pair[1] !== undefined,
  );
  if (pairs[0][0] === undefined || whole.length !== given.length) {
    const names = [...arrays.keys()].join(', ') || 'no arrays';
    throw new DataError(path, `holds ${names}; x and y are expected, or x_train, y_train, x_test and y_test.`);
  }
  const [first] = whole[0]!;
  const [, ...shape] = first.shape;
  const width = (y: NumpyArray): number => y.shape.slice(1).reduce((product, size) => product * size, 1);
  for (const [x, y] of whole) {
    const [count = 0, ...own] = x.shape;
    if (count < 1 || own.length === 0 || own.join() !== shape.join() || arePictures(x) !== arePictures(first)) {
      throw new DataError(path, `x has shape [${x.shape.join(', ')}]; [samples, …] is expected, of all parts alike.`);
    }
    if (y.shape[0] !== count) {
      throw new DataError(
        path,
        `${plural(y.shape[0] ?? 0, 'target')} for ${plural(count, 'sample')}; the counts must agree.`,
      );
    }
    finite(path, 'y', y.values);
  }
  const outputs = width(whole[0]![1]);
  const kind = kindOf(request, !whole.every(([, y]) => y.areWhole && width(y) === 1));
  if (whole.some(([, y]) => width(y) !== outputs) || (kind === 'classes' && outputs !== 1)) {
    throw new DataError(
      path,
      `y has ${plural(outputs, 'value')} a sample; classes are one each, and all parts are alike.`,
    );
  }
  const all = whole.flatMap(([, y]) => Array.from(y.values));
  const targets =
    kind === 'classes' ? classesOf(path, all.map(String), 'the target y') : valuesOf(Float32Array.from(all));
  let start = 0;
  const parts = whole.map(([x, y], at): DataPart => {
    const count = x.shape[0]!;
    const { labels, values } = targets;
    const part = {
      inputs: inputsOf(path, at === 0 ? 'x' : 'x_test', x),
      labels: labels.subarray(start, start + count),
      values: values?.subarray(start * outputs, (start + count) * outputs),
      count,
    };
    start += y.shape[0]!;
    return part;
  });
  const names = Array.from({ length: outputs }, (_, at) => (outputs === 1 ? 'y' : `y${at + 1}`));
  const form: DataForm = {
    shape,
    classes: targets.classes,
    values: kind === 'values' ? names : [],
    pictures: arePictures(first) ? 'light' : undefined,
  };
  const [train, test] = parts as [DataPart, DataPart?];
  const split = test === undefined ? holdOut(path, train, sampleNoun(form)) : { train, test };
  return {
    ...{ ...split, ...form, source: path, files, request },
    ...{ orientation: { transposed: false, inverted: false }, notices: [] },
  };
}

/** @throws DataError for a file that is no `.npz`, or whose arrays are no data set */
export async function readNpz(path: string, request: DataRequest): Promise<DataSet> {
  const bytes = await readBytes(path);
  return dataSetOf(path, unpack(path, bytes), [describeFile(path, bytes)], request);
}

/** @throws DataError for a folder whose `.npy` files are no data set */
export async function readNpyFolder(path: string, request: DataRequest): Promise<DataSet> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.npy')).sort();
  const files: DataFile[] = [];
  const arrays = new Map<string, NumpyArray>();
  for (const name of names) {
    const file = join(path, name);
    const bytes = await readBytes(file);
    files.push(describeFile(file, bytes));
    arrays.set(name.slice(0, -4), readNpy(bytes, file));
  }
  return dataSetOf(path, arrays, files, request);
}
