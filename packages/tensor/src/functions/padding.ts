/** Elements of one value around a tensor. */

import { describe } from '../check/describe.ts';
import { isListOf } from '../check/list.ts';
import { checkNumber } from '../check/numbers.ts';
import { checkTensor } from '../check/tensor.ts';
import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { plural } from '../text/plural.ts';
import { filled } from './creation.ts';
import { concat } from './view.ts';

/** Elements before and after, for each axis; one number for every side of every axis. */
export type PadWidths = number | readonly (readonly [before: number, after: number])[];

/**
 * x with `value` around it: axis a grows by widths[a][0] in front and widths[a][1] behind.
 * The gradient is that of the part in the middle.
 * @param value 0 by default
 * @throws ArgumentError unless there is a pair of whole numbers ≥ 0 for each axis.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.pad.html, its mode "constant"
 * @example
 * await evaluate(pad(tensor([1, 2]), [[1, 2]])); // → [0, 1, 2, 0, 0]
 */
export function pad(x: Tensor, widths: PadWidths, value = 0): Tensor {
  checkTensor('pad', 'x', x);
  checkNumber('pad', 'value', value);
  return pairsOf(x, widths).reduce<Tensor>((padded, [before, after], axis) => {
    const side = (length: number): Tensor => {
      const shape = padded.shape.map((dimension, at) => (at === axis ? length : dimension));
      return filled('pad', shape, value, x.dtype);
    };
    const parts = [...(before > 0 ? [side(before)] : []), padded, ...(after > 0 ? [side(after)] : [])];
    return parts.length > 1 ? concat(parts, axis) : padded;
  }, x);
}

function pairsOf({ shape }: Tensor, widths: unknown): (readonly [before: number, after: number])[] {
  if (isWidth(widths)) return shape.map(() => [widths, widths]);
  if (!isListOf(widths, isPair) || widths.length !== shape.length) {
    const expected = `a whole number ≥ 0, or a pair [before, after] of them for each of ${plural(shape.length, 'axis', 'axes')}`;
    throw new ArgumentError('pad', 'widths', expected, describe(widths));
  }
  return [...widths] as [number, number][];
}

const isWidth = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isPair = (value: unknown): boolean => isListOf(value, isWidth) && value.length === 2;
