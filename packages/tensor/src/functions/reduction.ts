/**
 * Sums and extremes along axes. The recorded op reduces the middle axis of [outer, length, inner]; any set of axes
 * becomes one such reduction for each run of neighbouring axes, so the order of summation is fixed.
 */
import { flag } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { axesOf } from '../check/shape.ts';
import { checkDType, checkTensor } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { div, neg, square, sub } from './elementwise.ts';
import { axesLast, reshape, transpose } from './view.ts';

/** The axes of a reduction, and whether they are kept. */
export interface ReduceOptions {
  /** One axis or several, negative from the back; all by default. */
  readonly axes?: number | readonly number[];
  /** Keep reduced axes with length 1; false by default. */
  readonly keepDims?: boolean;
}

/** What to reduce, checked. */
interface Reduction {
  /** Counted from the front and in order. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function reductionOf(where: string, x: Tensor, options: ReduceOptions, byDefault: 'all' | 'last'): Reduction {
  checkTensor(where, 'x', x);
  checkKeys(where, options, ['axes', 'keepDims']);
  const all = [...x.shape.keys()];
  const unsaid = byDefault === 'all' ? all : all.slice(-1);
  const axes = options.axes === undefined ? unsaid : axesOf(where, 'axes', options.axes, x.shape);
  return { axes, keepDims: flag(where, 'keepDims', options.keepDims ?? false) };
}

/** @throws ShapeError if there is nothing along the axes, of which there is no extreme. */
function checkNotEmpty(where: string, { shape }: Tensor, axes: readonly number[]): void {
  if (axes.every((axis) => shape[axis]! > 0)) return;
  const named = `${axes.length === 1 ? 'axis' : 'axes'} ${axes.join(', ')}`;
  throw new ShapeError(where, [shape], `elements along ${named}, as nothing has no ${where}`);
}

const shapeAfter = (shape: Shape, { axes, keepDims }: Reduction): Shape =>
  keepDims
    ? shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))
    : shape.filter((_, axis) => !axes.includes(axis));

function reduce(op: 'sum' | 'max', x: Tensor, reduction: Reduction): Tensor {
  const { axes } = reduction;
  let result = x;
  // From the last run of neighbouring axes to the first, so that earlier axes keep their positions.
  for (let end = axes.length; end > 0; ) {
    let begin = end - 1;
    while (begin > 0 && axes[begin - 1] === axes[begin]! - 1) begin--;
    const from = axes[begin]!;
    const to = axes[end - 1]! + 1;
    const before = result.shape.slice(0, from);
    const after = result.shape.slice(to);
    const middle = sizeOf(result.shape.slice(from, to));
    const reduced = record(op, {}, [reshape(result, [sizeOf(before), middle, sizeOf(after)])]);
    result = reshape(reduced, [...before, ...after]);
    end = begin;
  }
  return reduction.keepDims ? reshape(result, shapeAfter(x.shape, reduction)) : result;
}

/**
 * Σ x over the axes; 0 over an empty axis.
 * @throws ArgumentError, UnknownNameError; ShapeError for an axis x does not have.
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * await evaluate(sum(x)); // → [10]
 * sum(x, { axes: 1, keepDims: true }).shape; // → [2, 1]
 */
export const sum = (x: Tensor, options: ReduceOptions = {}): Tensor =>
  reduce('sum', x, reductionOf('sum', x, options, 'all'));

/**
 * Largest element over the axes; NaN if one is NaN. Equal maxima share the gradient.
 * @throws ShapeError if the axes are empty; ArgumentError, UnknownNameError.
 * @example
 * await evaluate(max(tensor([[1, 2], [3, 4]]), { axes: 0 })); // → [3, 4]
 */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = reductionOf('max', x, options, 'all');
  checkNotEmpty('max', x, reduction.axes);
  return reduce('max', x, reduction);
}

/** An order-reversing image of x that is its own inverse: −x, or −1 − x for i32, whose smallest value has no negative. */
const reversed = (x: Tensor): Tensor => (x.dtype === 'i32' ? sub(-1, x) : neg(x));

/**
 * Smallest element over the axes; NaN if one is NaN. Equal minima share the gradient.
 * @throws ShapeError if the axes are empty; ArgumentError, UnknownNameError.
 * @example
 * await evaluate(min(tensor([[1, 2], [3, 4]]), { axes: 1 })); // → [1, 3]
 */
export function min(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = reductionOf('min', x, options, 'all');
  checkNotEmpty('min', x, reduction.axes);
  return reversed(reduce('max', reversed(x), reduction));
}

function meanOver(x: Tensor, reduction: Reduction): Tensor {
  return div(reduce('sum', x, reduction), sizeOf(reduction.axes.map((axis) => x.shape[axis]!)));
}

/**
 * Σ x / n over the axes, for x of f32; NaN over an empty axis.
 * @throws as sum does; DTypeError for i32.
 * @example
 * await evaluate(mean(tensor([[1, 2], [3, 4]]))); // → [2.5]
 * await evaluate(mean(tensor([[1, 2], [3, 4]]), { axes: -1 })); // → [1.5, 3.5]
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = reductionOf('mean', x, options, 'all');
  checkDType('mean', 'x', x, 'f32');
  return meanOver(x, reduction);
}

/**
 * Mean of (x − mean)² over the axes, the biased variance; NaN over an empty axis.
 * @throws as mean does.
 * @example
 * await evaluate(variance(tensor([1, 2, 3, 4]))); // → [1.25]
 */
export function variance(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = reductionOf('variance', x, options, 'all');
  checkDType('variance', 'x', x, 'f32');
  const difference = sub(x, meanOver(x, { ...reduction, keepDims: true }));
  return meanOver(square(difference), reduction);
}

/** The axes of `argmax` and `argmin`, and whether they are kept. */
export interface ArgReduceOptions {
  /** One axis or several, negative from the back; the last by default. Along several, elements are counted in row-major order. */
  readonly axes?: number | readonly number[];
  /** Keep reduced axes with length 1; false by default. */
  readonly keepDims?: boolean;
}

function argReduce(where: 'argmax' | 'argmin', x: Tensor, options: ArgReduceOptions): Tensor {
  const reduction = reductionOf(where, x, options, 'last');
  const { axes } = reduction;
  checkNotEmpty(where, x, axes);
  const turned = where === 'argmin' ? reversed(x) : x;
  const shape = shapeAfter(x.shape, reduction);
  const length = sizeOf(axes.map((axis) => x.shape[axis]!));
  const [first = 0] = axes;
  const areNeighbours = axes.every((axis, at) => axis === first + at);
  // Neighbouring axes are one as they are; others are brought together behind the rest.
  const before = areNeighbours
    ? sizeOf(x.shape.slice(0, first))
    : sizeOf(x.shape.filter((_, axis) => !axes.includes(axis)));
  const after = areNeighbours ? sizeOf(x.shape.slice(first + axes.length)) : 1;
  const together = areNeighbours ? turned : transpose(turned, axesLast(x.shape.length, axes).order);
  return reshape(record('argmax', {}, [reshape(together, [before, length, after])]), shape);
}

/**
 * Index (i32) of the first largest element along the axes; the first NaN if there is one.
 * @throws ShapeError if the axes are empty; ArgumentError, UnknownNameError.
 * @example
 * await evaluate(argmax(tensor([[1, 5, 2], [9, 0, 3]]))); // → [1, 0]
 */
export const argmax = (x: Tensor, options: ArgReduceOptions = {}): Tensor => argReduce('argmax', x, options);

/**
 * Index (i32) of the first smallest element along the axes; the first NaN if there is one.
 * @throws as argmax does.
 * @example
 * await evaluate(argmin(tensor([[1, 5, 2], [9, 0, 3]]))); // → [0, 1]
 */
export const argmin = (x: Tensor, options: ArgReduceOptions = {}): Tensor => argReduce('argmin', x, options);
