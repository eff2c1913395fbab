/**
 * Where samples and targets come from, read in blocks, so that data which is made on the fly is never whole on the
 * host. Typed arrays, NdArrays and nested numbers become sources too; one reader serves them all.
 */

import { type Shape, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { describe, isRecord } from '../define/names.ts';
import { DataError } from '../errors.ts';
import { type ArrayData, isShape, toNdArray } from './nd-array.ts';
import { type AnyNumberArray, isNumberArray, kept, type NumberArray } from './number-array.ts';

/** Data made or loaded piece by piece. */
export interface DataSource {
  /** [samples, ...sampleShape] */
  readonly shape: Shape;
  /** Elements of samples [start, start + count), row-major. May return the same array each time. */
  read(start: number, count: number): AnyNumberArray | Promise<AnyNumberArray>;
}

/** Samples or targets in any of the forms that `fit`, `evaluate` and `predict` take. */
export type ArrayLike = ArrayData | DataSource;

/** A source whose blocks are checked for their length. */
export interface CheckedSource {
  readonly name: string;
  readonly count: number;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Elements of one sample. */
  readonly sampleSize: number;
  /** The same as `read`, at once; absent where the elements are not in memory. */
  readonly readNow?: (start: number, count: number) => NumberArray;
  read(start: number, count: number): Promise<NumberArray>;
}

/**
 * @param mayBeEmpty whether there may be no sample
 * @throws DataError for data that is empty, of no shape, or of a kind that cannot be read.
 */
export function openSource(name: string, value: unknown, mayBeEmpty = false): CheckedSource {
  if (!isSource(value)) {
    const { shape, data } = toNdArray(name, value);
    const { count, sampleShape, sampleSize } = specsOf(name, shape, mayBeEmpty);
    const readNow = (start: number, rows: number): NumberArray =>
      rows === count ? data : data.subarray(start * sampleSize, (start + rows) * sampleSize);
    return { name, count, sampleShape, sampleSize, read: async (start, rows) => readNow(start, rows), readNow };
  }
  const { shape, read } = sourceOf(name, value);
  const specs = specsOf(name, shape, mayBeEmpty);
  return {
    ...specs,
    read: async (start, rows) => {
      const block: unknown = await read(start, rows);
      if (!isNumberArray(block)) throw new DataError(name, 'a typed array of numbers from read()', describe(block));
      const length = rows * specs.sampleSize;
      if (block.length !== length) {
        const expected = `${plural(length, 'element')} of samples ${start} to ${start + rows - 1} from read()`;
        throw new DataError(name, expected, `${block.length}`);
      }
      return kept(block);
    },
  };
}

function specsOf(name: string, shape: Shape, mayBeEmpty: boolean): Omit<CheckedSource, 'read' | 'readNow'> {
  const count = shape[0];
  const sampleShape = shape.slice(1);
  if (count === undefined || (count === 0 && !mayBeEmpty)) throw new DataError(name, 'at least one sample', 'none');
  const sampleSize = sizeOf(sampleShape);
  if (sampleSize === 0) throw new DataError(name, 'samples with at least one element', `shape ${describe([...shape])}`);
  return { name, count, sampleShape, sampleSize };
}

function isSource(value: unknown): value is DataSource {
  return isRecord(value) && typeof value['read'] === 'function';
}

function sourceOf(name: string, source: DataSource): DataSource {
  if (!isShape(source.shape)) throw new DataError(name, 'a source with a shape', describe(source.shape));
  return { shape: source.shape, read: (start, count) => source.read(start, count) };
}

/**
 * Elements as the device's type; data that has it already is not copied.
 * @throws DataError for f32 elements where a source's earlier blocks were of whole numbers.
 */
export function asTyped(name: string, dtype: 'f32' | 'i32', block: NumberArray): TypedArray {
  if (dtype === 'f32') return block instanceof Float32Array ? block : Float32Array.from(block);
  if (block instanceof Float32Array)
    throw new DataError(name, 'blocks of one type', 'Float32Array after whole numbers');
  return block instanceof Int32Array ? block : Int32Array.from(block);
}
