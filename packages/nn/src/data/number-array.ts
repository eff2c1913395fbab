/** Typed arrays of numbers: those that data is kept in, and what the others become. */

/** What data is kept in. */
export type NumberArray = Float32Array | Int32Array | Uint8Array;

/** What data may come in. */
export type AnyNumberArray =
  | NumberArray
  | Float64Array
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array;

/** By the names of their kinds, as an array may be of another window: what keeps each number, or the nearest float32. */
const keep: Readonly<Record<string, (given: never) => NumberArray>> = {
  Float32Array: (given: Float32Array) => given,
  Int32Array: (given: Int32Array) => given,
  Uint8Array: (given: Uint8Array) => given,
  Uint8ClampedArray: ({ buffer, byteOffset, length }: Uint8ClampedArray) => new Uint8Array(buffer, byteOffset, length),
  Float16Array: (given: ArrayLike<number>) => Float32Array.from(given),
  Float64Array: (given: Float64Array) => Float32Array.from(given),
  Int8Array: (given: Int8Array) => Int32Array.from(given),
  Int16Array: (given: Int16Array) => Int32Array.from(given),
  Uint16Array: (given: Uint16Array) => Int32Array.from(given),
  Uint32Array: (given: Uint32Array) =>
    given.every((value) => value <= 0x7fffffff) ? Int32Array.from(given) : Float32Array.from(given),
};

/** Whether it is a typed array of numbers. */
export function isNumberArray(value: unknown): value is AnyNumberArray {
  // The kinds that are kept, of this window: most data, told at once.
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array) return true;
  if (!ArrayBuffer.isView(value)) return false;
  return Object.hasOwn(keep, kindOf(value));
}

/** A typed array as data is kept; without a copy where its kind allows. */
export function kept(given: AnyNumberArray): NumberArray {
  if (given instanceof Float32Array || given instanceof Int32Array || given instanceof Uint8Array) return given;
  return keep[kindOf(given)]!(given as never);
}

/** Zeros of the kind of `data`. A Buffer is bytes; its own constructor is deprecated. */
export function zerosLike(data: NumberArray, length: number): NumberArray {
  switch (kindOf(data)) {
    case 'Float32Array':
      return new Float32Array(length);
    case 'Int32Array':
      return new Int32Array(length);
    default:
      return new Uint8Array(length);
  }
}

function kindOf(value: object): string {
  return (value as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
}
