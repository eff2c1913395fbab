/** Numbers of any rank on the host: a typed array with its shape, and nested JavaScript arrays turned into one. */
import { type Shape, sizeOf } from '@inkgrad/tensor';
import { isListOf } from '@inkgrad/tensor/check';
import { describe, isRecord } from '../define/names.ts';
import { DataError, shapeText } from '../errors.ts';

/** Row-major elements with their shape. */
export interface NdArray<Data extends NumberArray = NumberArray> {
  readonly shape: Shape;
  readonly data: Data;
}

export type NumberArray = Float32Array | Int32Array | Uint8Array;

/** Numbers nested to any depth; all rows of a level have one length. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

function isNumberArray(value: unknown): value is NumberArray {
  return value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array;
}

/**
 * A typed array, an NdArray or nested numbers as an NdArray; typed data is not copied.
 * @param name what the data is called in errors
 * @throws DataError for ragged nesting, elements that are no numbers, or data that does not fill its shape.
 */
export function toNdArray(name: string, value: unknown): NdArray {
  if (isNumberArray(value)) return { shape: [value.length], data: value };
  if (Array.isArray(value)) return fromNested(name, value);
  if (isRecord(value) && isNumberArray(value['data']) && isShape(value['shape'])) {
    const { shape, data } = value as unknown as NdArray;
    if (sizeOf(shape) === data.length) return { shape: [...shape], data };
    throw new DataError(name, `${sizeOf(shape)} elements for shape ${shapeText(shape)}`, `${data.length}`);
  }
  const expected = 'an NdArray {shape, data: Float32Array | Int32Array | Uint8Array}, nested numbers or a DataSource';
  throw new DataError(name, expected, describe(value));
}

export function isShape(value: unknown): value is Shape {
  return isListOf(value, (dimension) => Number.isSafeInteger(dimension) && (dimension as number) >= 0);
}

function fromNested(name: string, value: readonly unknown[]): NdArray {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat = new Float64Array(sizeOf(shape));
  let at = 0;
  const fill = (level: unknown, axis: number, path: string): void => {
    if (axis === shape.length) {
      if (typeof level !== 'number') throw new DataError(name, 'numbers', `${describe(level)} at ${path}`);
      flat[at++] = level;
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[axis]) {
      const received = Array.isArray(level) ? `${level.length} at ${path}` : `${describe(level)} at ${path}`;
      throw new DataError(name, `rows of one length, ${shape[axis]}`, received);
    }
    for (const [position, inner] of level.entries()) fill(inner, axis + 1, `${path}[${position}]`);
  };
  fill(value, 0, name);
  const isWhole = flat.every((number) => Number.isInteger(number) && Math.abs(number) <= 0x7fffffff);
  return { shape, data: isWhole ? Int32Array.from(flat) : Float32Array.from(flat) };
}
