/** The options that convolutions and pools share, checked and worked out to where their windows lie. */
import { describe } from '../check/describe.ts';
import { isListOf } from '../check/list.ts';
import { check } from '../check/numbers.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import type { Pair, Windows } from '../op/windows.ts';
import type { Tensor } from '../tensor.ts';
import { addWindowOps } from './window-ops.ts';

// Who convolves or pools imports this file, and so brings what the rest of the package needs for it.
addWindowOps();

/** One number for rows and columns, or one for each. */
export type PairOption = number | readonly [rows: number, columns: number];

/**
 * `valid`: only windows that are wholly on the image. `same`: ⌈size / stride⌉ windows, with zeros around the image where they
 * reach beyond it, the smaller half of them in front.
 */
export type Padding = 'valid' | 'same';

const isPositive = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** @throws ArgumentError unless `value` is a positive whole number or two of them. */
export function pairOf(where: string, argument: string, value: unknown): Pair {
  if (isPositive(value)) return [value, value];
  if (isListOf(value, isPositive) && value.length === 2) return [...value] as [number, number];
  const expected = 'a positive whole number, or two of them for rows and columns';
  throw new ArgumentError(where, argument, expected, describe(value));
}

/** @throws ArgumentError unless `value` is the name of a padding. */
export function paddingOf(where: string, value: unknown): Padding {
  check(where, 'padding', value, '"valid" or "same"', value === 'valid' || value === 'same');
  return value as Padding;
}

/** @throws ShapeError unless x is [batch, height, width, channels]. */
export function checkImages(where: string, { shape }: Tensor): void {
  if (shape.length !== 4) throw new ShapeError(where, [shape], 'images [batch, height, width, channels]');
}

/** Elements from the first to the last cell of a window, both of them included. */
export const reachOf = (cells: number, dilation: number): number => (cells - 1) * dilation + 1;

/** Padding in front: the smaller half of what `positions` windows need. */
export function paddingBefore(size: number, positions: number, stride: number, reach: number): number {
  return Math.floor(Math.max(0, (positions - 1) * stride + reach - size) / 2);
}

/**
 * Where windows lie on images of the size of x.
 * @throws ShapeError if x is too small for a window of a padding `valid`.
 */
export function windowsOver(
  where: string,
  { shape }: Tensor,
  { window, strides, dilations, padding }: Pick<Windows, 'window' | 'strides' | 'dilations'> & { padding: Padding },
): Windows {
  const along = (axis: 0 | 1): { size: number; positions: number; before: number } => {
    const [size, stride, reach] = [shape[axis + 1]!, strides[axis], reachOf(window[axis], dilations[axis])];
    if (padding === 'same') {
      const positions = Math.ceil(size / stride);
      return { size, positions, before: paddingBefore(size, positions, stride, reach) };
    }
    if (size < reach) {
      const needed = [0, 1].map((i) => reachOf(window[i]!, dilations[i]!)).join('×');
      throw new ShapeError(
        where,
        [shape],
        `images of at least ${needed} for a window of that size (or padding "same")`,
      );
    }
    return { size, positions: Math.floor((size - reach) / stride) + 1, before: 0 };
  };
  const [rows, columns] = [along(0), along(1)];
  return {
    image: [rows.size, columns.size],
    window,
    output: [rows.positions, columns.positions],
    strides,
    dilations,
    before: [rows.before, columns.before],
  };
}
