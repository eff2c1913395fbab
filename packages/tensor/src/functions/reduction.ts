/**
 * Sums and extremes along axes. The recorded op reduces the middle axis of [outer, length, inner]; any set of axes
 * becomes one such reduction for each run of neighbouring axes, so the order of summation is fixed.
 */
import { normalizeAxes, normalizeAxis, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { div, neg, square, sub } from './elementwise.ts';
import { reshape } from './view.ts';

export interface ReduceOptions {
  /** One axis or several, negative from the back; all by default. */
  readonly axes?: number | readonly number[];
  /** Keep reduced axes with length 1; false by default. */
  readonly keepDims?: boolean;
}

function reduce(op: 'sum' | 'max', x: Tensor, { axes, keepDims = false }: ReduceOptions): Tensor {
  const chosen = reducedAxes(op, x, axes);
  let result = x;
  // From the last run of neighbouring axes to the first, so that earlier axes keep their positions.
  for (let end = chosen.length; end > 0; ) {
    let begin = end - 1;
    while (begin > 0 && chosen[begin - 1] === chosen[begin]! - 1) begin--;
    const from = chosen[begin]!;
    const to = chosen[end - 1]! + 1;
    const before = result.shape.slice(0, from);
    const after = result.shape.slice(to);
    const middle = sizeOf(result.shape.slice(from, to));
    const reduced = record(op, {}, [reshape(result, [sizeOf(before), middle, sizeOf(after)])]);
    result = reshape(reduced, [...before, ...after]);
    end = begin;
  }
  if (!keepDims) return result;
  return reshape(
    result,
    x.shape.map((dimension, axis) => (chosen.includes(axis) ? 1 : dimension)),
  );
}

const reducedAxes = (op: string, x: Tensor, axes: ReduceOptions['axes']): number[] =>
  normalizeAxes(op, x.shape, axes ?? x.shape.map((_, axis) => axis));

/** Σ x over the axes; 0 over an empty axis. */
export const sum = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce('sum', x, options);

/** Largest element over the axes; NaN if one is NaN. Equal maxima share the gradient. @throws ShapeError if empty. */
export const max = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce('max', x, options);

/** An order-reversing image of x that is its own inverse: −x, or −1 − x for i32, whose smallest value has no negative. */
const reversed = (x: Tensor): Tensor => (x.dtype === 'i32' ? sub(-1, x) : neg(x));

/** Smallest element over the axes; NaN if one is NaN. Equal minima share the gradient. @throws ShapeError if empty. */
export const min = (x: Tensor, options: ReduceOptions = {}): Tensor => reversed(reduce('max', reversed(x), options));

/** Σ x / n over the axes; NaN over an empty axis. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const count = sizeOf(reducedAxes('mean', x, options.axes).map((axis) => x.shape[axis]!));
  return div(sum(x, options), count);
}

/** Mean of (x − mean)² over the axes, the biased variance; NaN over an empty axis. */
export function variance(x: Tensor, options: ReduceOptions = {}): Tensor {
  return mean(square(sub(x, mean(x, { ...options, keepDims: true }))), options);
}

/** Index (i32) of the first largest element along one axis (default the last); the first NaN if there is one. */
export function argmax(x: Tensor, options: { readonly axis?: number; readonly keepDims?: boolean } = {}): Tensor {
  const axis = normalizeAxis('argmax', x.shape, options.axis ?? -1);
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const found = record('argmax', {}, [reshape(x, [sizeOf(before), x.shape[axis]!, sizeOf(after)])]);
  return reshape(found, options.keepDims ? [...before, 1, ...after] : [...before, ...after]);
}

/** Index (i32) of the first smallest element along one axis (default the last); the first NaN if there is one. */
export const argmin: typeof argmax = (x, options) => argmax(reversed(x), options);
