/** The places of the largest numbers on the host; `predictedClasses` is the same for answers that have to be finite. */
import { ArgumentError, sizeOf } from '@inkgrad/tensor';
import { type ArrayData, type NdArray, toNdArray } from '../data/nd-array.ts';
import { checkKeys } from '../define/names.ts';
import { shapeText } from '../errors.ts';

/**
 * The place of the largest number along an axis: the first of equals, and the first NaN where there is one, as in NumPy.
 * @param values of any rank but 0
 * @param options.axis from the front, or negative from the back; the last by default
 * @returns whole numbers of the shape without the axis
 * @throws ArgumentError for an axis that there is not, or that is empty
 * @example
 * const { data: classes } = argmax(await model.predict(x)); // Int32Array, one class for each sample
 */
export function argmax(values: ArrayData, options: { readonly axis?: number } = {}): NdArray<Int32Array> {
  checkKeys('argmax', options, ['axis']);
  const { shape, data } = toNdArray('values', values);
  const given = options.axis ?? -1;
  const axis = given < 0 ? given + shape.length : given;
  const length = shape[axis];
  if (length === undefined || length === 0) {
    throw new ArgumentError('argmax', 'axis', `one of shape ${shapeText(shape)} that is not empty`, given);
  }
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const places = Int32Array.from({ length: outer * inner }, (_, at) => {
    const first = Math.floor(at / inner) * length * inner + (at % inner);
    return largestOf(data, first, inner, length);
  });
  return { shape: shape.filter((_, at) => at !== axis), data: places };
}

function largestOf(data: ArrayLike<number>, first: number, step: number, length: number): number {
  let best = 0;
  for (let at = 0; at < length; at++) {
    const value = data[first + at * step]!;
    if (Number.isNaN(value)) return at;
    if (value > data[first + best * step]!) best = at;
  }
  return best;
}
