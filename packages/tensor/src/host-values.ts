/**
 * Numbers on the host as people have them, a typed array or nested lists, turned into the elements and the shape of a
 * tensor. Each element is rounded to the nearest float32, or refused where the tensor is i32 and it is no i32.
 */

import { describe } from './check/describe.ts';
import { dtypeNamed, shapeOf } from './check/shape.ts';
import { arrayOf, type DType, type TypedArray } from './dtype.ts';
import { ArgumentError, ShapeError } from './errors.ts';
import { type Shape, sizeOf } from './shape.ts';
import { plural } from './text/plural.ts';

/** A typed array of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Numbers nested to any depth; all rows of a level have one length, and the last level may be typed arrays. */
export type NestedNumbers = number | readonly (NestedNumbers | NumberArray)[];

export interface HostValues {
  /** A copy, of as many elements as the shape. */
  readonly values: TypedArray;
  readonly shape: Shape;
}

/** What a typed array becomes where nothing else is said, by the name of its kind: it may be of another window. */
const kinds: Readonly<Record<string, DType>> = {
  Float16Array: 'f32',
  Float32Array: 'f32',
  Float64Array: 'f32',
  Int8Array: 'i32',
  Uint8Array: 'i32',
  Uint8ClampedArray: 'i32',
  Int16Array: 'i32',
  Uint16Array: 'i32',
  Int32Array: 'i32',
  Uint32Array: 'i32',
};

/** Lists nested deeper than this are taken for lists that contain themselves. */
const deepest = 64;

const accepted = 'a number, nested lists of numbers, or a typed array of them';

function kindOf(value: unknown): DType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const name = (value as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/**
 * The elements of `given`, copied, and their shape.
 * @param shape the nesting by default, or one axis for a typed array
 * @param dtype f32 by default; i32 for a typed array of whole numbers
 * @throws ShapeError for ragged rows, or values that do not fill the shape.
 * @throws ArgumentError for what is no number, and for no i32 where the dtype is i32.
 */
export function hostValues(where: string, argument: string, given: unknown, shape?: Shape, dtype?: DType): HostValues {
  const type = dtype === undefined ? (kindOf(given) ?? 'f32') : dtypeNamed(where, dtype);
  const { flat, nesting } = flatten(where, argument, given);
  const own = shape === undefined ? nesting : shapeOf(where, 'shape', shape);
  if (sizeOf(own) !== flat.length) throw new ShapeError(where, [own], `a shape of ${plural(flat.length, 'element')}`);
  return { values: elementsOf(where, argument, flat, type), shape: own };
}

function elementsOf(where: string, argument: string, flat: ArrayLike<number>, dtype: DType): TypedArray {
  if (dtype === 'f32') return new Float32Array(flat);
  const elements = arrayOf(dtype, flat.length);
  for (let at = 0; at < flat.length; at++) {
    const value = flat[at]!;
    // The text is only made where it is needed.
    elements[at] = value === (value | 0) ? value : elementOf(where, `element ${at} of ${argument}`, value, dtype);
  }
  return elements;
}

/**
 * What an element of a tensor holds of a number: the nearest float32, or the number itself for i32.
 * @throws ArgumentError for a number that is no i32.
 */
export function elementOf(where: string, argument: string, value: number, dtype: DType): number {
  if (dtype === 'f32') return Math.fround(value);
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
    throw new ArgumentError(where, argument, 'a whole number in [−2³¹, 2³¹ − 1], as the tensor is i32', value);
  }
  return value | 0;
}

function flatten(where: string, argument: string, given: unknown): { flat: ArrayLike<number>; nesting: Shape } {
  if (typeof given === 'number') return { flat: [given], nesting: [] };
  if (kindOf(given) !== undefined) {
    const flat = given as NumberArray;
    return { flat, nesting: [flat.length] };
  }
  if (!Array.isArray(given)) throw new ArgumentError(where, argument, accepted, describe(given));
  const nesting = nestingOf(where, argument, given);
  const flat: number[] = [];
  const path: number[] = [];
  const pathText = (): string => `${argument}${path.map((at) => `[${at}]`).join('')}`;
  const fill = (level: unknown): void => {
    const axis = path.length;
    if (axis === nesting.length) {
      if (typeof level !== 'number') throw new ArgumentError(where, pathText(), 'a number', describe(level));
      flat.push(level);
      return;
    }
    if (!Array.isArray(level) && kindOf(level) === undefined) {
      throw new ArgumentError(
        where,
        pathText(),
        `a list of ${nesting[axis]}, as the lists before it are`,
        describe(level),
      );
    }
    const row = level as ArrayLike<unknown>;
    if (row.length !== nesting[axis]) {
      throw new ShapeError(where, [[nesting[axis]!], [row.length]], `rows of one length at ${pathText()}`);
    }
    for (let at = 0; at < row.length; at++) {
      path.push(at);
      fill(row[at]);
      path.pop();
    }
  };
  fill(given);
  return { flat, nesting };
}

/** The lengths along the first elements. */
function nestingOf(where: string, argument: string, given: readonly unknown[]): Shape {
  const shape: number[] = [];
  let level: unknown = given;
  while (Array.isArray(level) || kindOf(level) !== undefined) {
    const row = level as ArrayLike<unknown>;
    shape.push(row.length);
    if (shape.length > deepest)
      throw new ArgumentError(where, argument, accepted, `more than ${deepest} levels of lists`);
    level = row[0];
  }
  return shape;
}
