/** Pools: the largest or the mean element of each window of an image, channel by channel. */
import { checkKeys } from '../check/options.ts';
import { checkFloats } from '../check/tensor.ts';
import type { Windows } from '../op/windows.ts';
import { record, type Tensor } from '../tensor.ts';
import { full, tensor } from './creation.ts';
import { mul } from './elementwise.ts';
import { checkImages, type Padding, type PairOption, paddingOf, pairOf, windowsOver } from './windows.ts';

/** How the windows of a pool lie. */
export interface PoolOptions {
  /** Rows and columns of a window; 2 by default. */
  readonly poolSize?: PairOption;
  /** Rows and columns from one window to the next; `poolSize` by default. */
  readonly strides?: PairOption;
  /** `valid` by default. */
  readonly padding?: Padding;
}

function poolWindows(where: string, x: Tensor, options: PoolOptions): Windows {
  checkFloats(where, { x });
  checkKeys(where, options, ['poolSize', 'strides', 'padding']);
  checkImages(where, x);
  const window = pairOf(where, 'poolSize', options.poolSize ?? 2);
  const strides = options.strides === undefined ? window : pairOf(where, 'strides', options.strides);
  return windowsOver(where, x, {
    window,
    strides,
    dilations: [1, 1],
    padding: paddingOf(where, options.padding ?? 'valid'),
  });
}

/**
 * The largest element of each window; NaN where one is in it. Padding is never the largest. Of equal elements the first, row by
 * row, gets the gradient. [batch, height, width, channels] → [batch, outRows, outColumns, channels].
 * Source: https://keras.io/api/layers/pooling_layers/max_pooling2d
 * @throws ArgumentError, UnknownNameError, DTypeError; ShapeError for images smaller than a window.
 * @example
 * await evaluate(maxPool2d(tensor([1, 2, 3, 4], [1, 2, 2, 1]))); // → [4]
 */
export function maxPool2d(x: Tensor, options: PoolOptions = {}): Tensor {
  return record('maxPool2d', poolWindows('maxPool2d', x, options), [x, x]);
}

/** How many of the cells of each window are on the image, along one axis. */
function cellsOnImage({ image, window, output, strides, before }: Windows, axis: 0 | 1): number[] {
  return Array.from({ length: output[axis] }, (_, position) => {
    const start = position * strides[axis] - before[axis];
    return Math.min(image[axis], start + window[axis]) - Math.max(0, start);
  });
}

/**
 * The mean of the elements of each window; padding does not count. [batch, height, width, channels] → [batch, outRows,
 * outColumns, channels]. Worked out as a depthwise convolution with ones, times one over the number of elements.
 * Source: https://keras.io/api/layers/pooling_layers/average_pooling2d
 * @throws ArgumentError, UnknownNameError, DTypeError; ShapeError for images smaller than a window.
 * @example
 * await evaluate(averagePool2d(tensor([1, 2, 3, 4], [1, 2, 2, 1]))); // → [2.5]
 */
export function averagePool2d(x: Tensor, options: PoolOptions = {}): Tensor {
  const windows = poolWindows('averagePool2d', x, options);
  const channels = x.shape[3]!;
  const ones = full([...windows.window, 1, channels], 1);
  const sums = record('conv2d', { ...windows, groups: Math.max(1, channels) }, [x, ones]);
  const [rows, columns] = [cellsOnImage(windows, 0), cellsOnImage(windows, 1)];
  const shares = Float32Array.from(rows.flatMap((height) => columns.map((width) => 1 / (height * width))));
  const isUniform = shares.every((share) => share === shares[0]);
  return mul(sums, isUniform ? (shares[0] ?? 1) : tensor(shares, [...windows.output, 1]));
}
