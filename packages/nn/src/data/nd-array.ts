/**
 * Numbers of any rank on the host: a typed array with its shape, and what people have instead, lists of numbers, rows of
 * typed arrays and pictures, turned into one.
 */

import { type Shape, sizeOf } from '@inkgrad/tensor';
import { isListOf } from '@inkgrad/tensor/check';
import { plural } from '@inkgrad/tensor/text';
import { describe, isRecord } from '../define/names.ts';
import { DataError, shapeText } from '../errors.ts';
import { type AnyNumberArray, isNumberArray, kept, type NumberArray } from './number-array.ts';

/** Row-major elements with their shape. */
export interface NdArray<Data extends AnyNumberArray = NumberArray> {
  readonly shape: Shape;
  readonly data: Data;
}

/** A picture of a canvas, as a browser's `ImageData` is: rows of pixels, each red, green, blue and alpha in 0 … 255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: AnyNumberArray;
}

/** Numbers nested to any depth; all rows of a level have one length. The last level may be typed arrays, or pictures. */
export type NestedNumbers =
  | readonly number[]
  | readonly AnyNumberArray[]
  | readonly Picture[]
  | readonly NestedNumbers[];

/** A typed array, an NdArray or nested numbers. */
export type ArrayData = AnyNumberArray | NdArray<AnyNumberArray> | NestedNumbers | Picture;

/** Of a pixel: red, green, blue, alpha. */
const channels = 4;

/**
 * A typed array, an NdArray, nested numbers or pictures as an NdArray; a typed array is not copied where its kind is kept.
 * One picture alone is a batch of one, [1, height, width, 4].
 * @param name what the data is called in errors
 * @throws DataError for ragged nesting, elements that are no numbers, or data that does not fill its shape.
 */
export function toNdArray(name: string, value: unknown): NdArray {
  if (isNumberArray(value)) return { shape: [value.length], data: kept(value) };
  if (Array.isArray(value)) return fromNested(name, value);
  if (isPicture(value)) return fromNested(name, [value]);
  if (isRecord(value) && isNumberArray(value['data']) && isShape(value['shape'])) {
    const { shape, data } = value as unknown as NdArray<AnyNumberArray>;
    if (sizeOf(shape) === data.length) return { shape: [...shape], data: kept(data) };
    throw new DataError(name, `${plural(sizeOf(shape), 'element')} for shape ${shapeText(shape)}`, `${data.length}`);
  }
  const expected = 'a typed array of numbers, an NdArray { shape, data }, nested numbers, ImageData or a DataSource';
  throw new DataError(name, expected, describe(value));
}

export function isShape(value: unknown): value is Shape {
  return isListOf(value, (dimension) => Number.isSafeInteger(dimension) && (dimension as number) >= 0);
}

export function isPicture(value: unknown): value is Picture {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height, data } = value as Partial<Picture>;
  if (!Number.isInteger(width) || !Number.isInteger(height) || !isNumberArray(data)) return false;
  return data.length === width! * height! * channels;
}

/** Deeper lists are taken for lists that contain themselves. */
const deepest = 64;

function fromNested(name: string, value: readonly unknown[]): NdArray {
  const shape = nestingOf(name, value);
  const flat = new Float64Array(sizeOf(shape));
  let at = 0;
  const path: number[] = [];
  const place = (): string => `${name}${path.map((own) => `[${own}]`).join('')}`;
  const fill = (level: unknown): void => {
    const axis = path.length;
    if (axis === shape.length) {
      if (typeof level !== 'number') throw new DataError(name, 'numbers', `${describe(level)} at ${place()}`);
      flat[at++] = level;
      return;
    }
    if (isPicture(level) && axis + 3 === shape.length) {
      const own = [level.height, level.width, channels];
      const wanted = shape.slice(axis);
      if (own.join() !== wanted.join()) {
        throw new DataError(name, `pictures of one size, ${shapeText(wanted)}`, `${shapeText(own)} at ${place()}`);
      }
      flat.set(level.data, at);
      at += level.data.length;
      return;
    }
    const isRow = Array.isArray(level) || isNumberArray(level);
    if (!isRow || level.length !== shape[axis]) {
      const received = isRow ? `${level.length} at ${place()}` : `${describe(level)} at ${place()}`;
      throw new DataError(name, `rows of one length, ${shape[axis]}`, received);
    }
    if (!Array.isArray(level) && axis + 1 === shape.length) {
      flat.set(level as AnyNumberArray, at);
      at += level.length;
      return;
    }
    for (let position = 0; position < level.length; position++) {
      path.push(position);
      fill(level[position]);
      path.pop();
    }
  };
  fill(value);
  const isWhole = flat.every((number) => Number.isInteger(number) && Math.abs(number) <= 0x7fffffff);
  return { shape, data: isWhole ? Int32Array.from(flat) : Float32Array.from(flat) };
}

/** The lengths along the first elements. */
function nestingOf(name: string, value: readonly unknown[]): Shape {
  const shape: number[] = [];
  let level: unknown = value;
  while (Array.isArray(level) || isNumberArray(level)) {
    shape.push(level.length);
    if (shape.length > deepest) throw new DataError(name, 'nested numbers', `more than ${deepest} levels of lists`);
    level = level[0];
  }
  return isPicture(level) ? [...shape, level.height, level.width, channels] : shape;
}

/**
 * The same as nested lists; a scalar as a number. The inverse of what `fit` and `predict` take.
 * @example
 * toNested({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }); // → [[1, 2], [3, 4]]
 */
export function toNested(array: NdArray<AnyNumberArray>): number | NestedLists {
  const { shape, data } = toNdArray('toNested', array);
  const level = (axis: number, start: number): number | NestedLists => {
    if (axis === shape.length) return data[start]!;
    const size = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, at) => level(axis + 1, start + at * size)) as NestedLists;
  };
  return level(0, 0);
}

/** Lists of numbers, nested to any depth. */
export type NestedLists = number[] | NestedLists[];
