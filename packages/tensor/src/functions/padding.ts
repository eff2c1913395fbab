/** Elements of one value around a tensor. */
import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { full } from './creation.ts';
import { concat } from './view.ts';

/** Elements before and after, for each axis; one number for every side of every axis. */
export type PadWidths = number | readonly (readonly [before: number, after: number])[];

/**
 * x with `value` around it: axis a grows by widths[a][0] in front and widths[a][1] behind.
 * The gradient is that of the part in the middle.
 * @param value 0 by default
 * @throws ArgumentError unless there is a pair of whole numbers ≥ 0 for each axis.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.pad.html, its mode "constant"
 */
export function pad(x: Tensor, widths: PadWidths, value = 0): Tensor {
  const pairs = typeof widths === 'number' ? x.shape.map(() => [widths, widths] as const) : widths;
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((width) => Number.isInteger(width) && width >= 0);
  if (!Array.isArray(pairs) || pairs.length !== x.shape.length || !pairs.every(isPair)) {
    const expected = `a whole number ≥ 0, or a pair [before, after] of them for each of ${x.shape.length} axes`;
    throw new ArgumentError('pad', 'widths', expected, JSON.stringify(widths));
  }
  return pairs.reduce<Tensor>((padded, [before, after], axis) => {
    const side = (length: number): Tensor[] =>
      length === 0
        ? []
        : [
            full(
              padded.shape.map((d, i) => (i === axis ? length : d)),
              value,
              x.dtype,
            ),
          ];
    const parts = [...side(before), padded, ...side(after)];
    return parts.length > 1 ? concat(parts, axis) : padded;
  }, x);
}
