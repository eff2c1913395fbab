/**
 * Where samples and targets come from, read in blocks, so that data which is made on the fly is never whole on the
 * host. Typed arrays, NdArrays and nested numbers become sources too; one reader serves them all.
 */

import { type Shape, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { describe, isRecord } from '../define/names.ts';
import { DataError } from '../errors.ts';
import { type ArrayData, isShape, type NdArray, toNdArray } from './nd-array.ts';
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
  /** Nothing of its reader's runs while it is read. */
  readonly isInMemory: boolean;
  read(start: number, count: number): Promise<NumberArray>;
}

/**
 * @param mayBeEmpty whether there may be no sample
 * @throws DataError for data that is empty, of no shape, or of a kind that cannot be read.
 */
export function openSource(name: string, value: unknown, mayBeEmpty = false): CheckedSource {
  const isInMemory = !isSource(value);
  const { shape, read } = isInMemory ? arraySource(toNdArray(name, value)) : sourceOf(name, value);
  const [count, ...sampleShape] = shape;
  if (count === undefined || (count === 0 && !mayBeEmpty)) throw new DataError(name, 'at least one sample', 'none');
  const sampleSize = sizeOf(sampleShape);
  if (sampleSize === 0) throw new DataError(name, 'samples with at least one element', `shape ${describe([...shape])}`);
  return {
    name,
    count,
    sampleShape,
    sampleSize,
    isInMemory,
    read: async (start, rows) => {
      const block: unknown = await read(start, rows);
      if (!isNumberArray(block)) throw new DataError(name, 'a typed array of numbers from read()', describe(block));
      if (block.length !== rows * sampleSize) {
        throw new DataError(
          name,
          `${plural(rows * sampleSize, 'element')} of samples ${start} to ${start + rows - 1} from read()`,
          `${block.length}`,
        );
      }
      return kept(block);
    },
  };
}

function isSource(value: unknown): value is DataSource {
  return isRecord(value) && typeof value['read'] === 'function';
}

function sourceOf(name: string, source: DataSource): DataSource {
  if (!isShape(source.shape)) throw new DataError(name, 'a source with a shape', describe(source.shape));
  return { shape: source.shape, read: (start, count) => source.read(start, count) };
}

function arraySource({ shape, data }: NdArray): DataSource {
  const sampleSize = sizeOf(shape.slice(1));
  return { shape, read: (start, count) => data.subarray(start * sampleSize, (start + count) * sampleSize) };
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
