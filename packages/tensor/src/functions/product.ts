/** Products along axes and running sums, composed of halves, so that their gradients are right at zeros too. */
import { flag } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { axesOf, oneAxisOf } from '../check/shape.ts';
import { checkTensor } from '../check/tensor.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { ones } from './creation.ts';
import { add, mul } from './elementwise.ts';
import { pad } from './padding.ts';
import type { ReduceOptions } from './reduction.ts';
import { reshape, slice, transpose } from './view.ts';

/**
 * Product of the elements over the axes, 1 over an empty one; of i32 wrapped to 32 bits. Halves are multiplied with one
 * another, so an element's gradient is the product of the others, zeros or not.
 * @example
 * await evaluate(prod(tensor([[1, 2], [3, 4]]), { axes: 1 })); // → [2, 12]
 */
export function prod(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkTensor('prod', 'x', x);
  checkKeys('prod', options, ['axes', 'keepDims']);
  const every = x.shape.map((_, axis) => axis);
  const along = axesOf('prod', 'axes', options.axes ?? every, x.shape);
  const keepDims = flag('prod', 'keepDims', options.keepDims ?? false);
  const others = every.filter((axis) => !along.includes(axis));
  const kept = others.map((axis) => x.shape[axis]!);
  let length = sizeOf(along.map((axis) => x.shape[axis]!));
  let result = reshape(transpose(x, [...others, ...along]), [sizeOf(kept), length]);
  if (length === 0) result = ones([sizeOf(kept), 1], x.dtype);
  for (; length > 1; length = Math.ceil(length / 2)) {
    const half = Math.ceil(length / 2);
    const even =
      length % 2 === 0
        ? result
        : pad(
            result,
            [
              [0, 0],
              [0, 1],
            ],
            1,
          );
    result = mul(slice(even, [0, 0], [-1, half]), slice(even, [0, half]));
  }
  return reshape(result, keepDims ? x.shape.map((d, axis) => (along.includes(axis) ? 1 : d)) : kept);
}

/** The axis of `cumsum` and its direction. */
export interface CumsumOptions {
  /** The axis to sum along, the last by default. */
  readonly axes?: number | readonly number[];
  /** From the end; false by default. */
  readonly reverse?: boolean;
}

/**
 * Each element plus all before it along one axis; of i32 wrapped to 32 bits. Sums are doubled in length log₂ n times.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.cumsum.html
 * @example
 * await evaluate(cumsum(tensor([1, 2, 3]))); // → [1, 3, 6]
 */
export function cumsum(x: Tensor, options: CumsumOptions = {}): Tensor {
  checkTensor('cumsum', 'x', x);
  checkKeys('cumsum', options, ['axes', 'reverse']);
  const axis = oneAxisOf('cumsum', 'axes', options.axes ?? -1, x.shape);
  const reverse = flag('cumsum', 'reverse', options.reverse ?? false);
  const length = x.shape[axis]!;
  let result = reshape(x, [sizeOf(x.shape.slice(0, axis)), length, sizeOf(x.shape.slice(axis + 1))]);
  for (let step = 1; step < length; step *= 2) {
    const rest = slice(result, [0, reverse ? step : 0, 0], [-1, length - step, -1]);
    result = add(result, pad(rest, [[0, 0], reverse ? [0, step] : [step, 0], [0, 0]]));
  }
  return reshape(result, x.shape);
}
