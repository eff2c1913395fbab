/** Element types. Comparisons give `i32` 0 or 1; arithmetic on `i32` wraps around at 32 bits. */

export type DType = 'f32' | 'i32';

/** The array that holds elements of a `DType` on the host. */
export type TypedArray = Float32Array | Int32Array;

/** A new zero-filled host array. */
export function arrayOf(dtype: DType, length: number): TypedArray {
  return dtype === 'f32' ? new Float32Array(length) : new Int32Array(length);
}

/** The element type of a host array. */
export function dtypeOf(data: TypedArray): DType {
  return data instanceof Float32Array ? 'f32' : 'i32';
}

/** Bytes of one element; both element types are four bytes wide. */
export const bytesPerElement = 4;
