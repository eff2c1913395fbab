/** Convolutions of images, and their transposes. */

import { isListOf } from '../check/list.ts';
import { check, positiveWhole } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { checkFloats } from '../check/tensor.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import type { Convolution, Pair } from '../op/windows.ts';
import { record, type Tensor } from '../tensor.ts';
import { plural } from '../text/plural.ts';
import {
  checkImages,
  type Padding,
  type PairOption,
  paddingBefore,
  paddingOf,
  pairOf,
  reachOf,
  windowsOver,
} from './windows.ts';

/** How the windows of a convolution lie. */
interface ConvolutionOptions {
  /** Rows and columns from one window to the next; 1 by default. */
  readonly strides?: PairOption;
  /** `valid` by default. */
  readonly padding?: Padding;
  /** Rows and columns from one cell of a window to the next; 1 by default. */
  readonly dilationRate?: PairOption;
}

/** How the windows of `conv2dTranspose` lie, and how large its result is. */
export interface Conv2dTransposeOptions extends ConvolutionOptions {
  /**
   * Rows and columns at the end of the result beyond the first that its convolution needs, fewer than the stride: it makes images of
   * several sizes to one. By default as many as make the size a multiple of the stride, or with `valid` as few as there can be.
   */
  readonly outputPadding?: number | readonly [rows: number, columns: number] | undefined;
}

/** How the windows of `conv2d` lie, and its groups of channels. */
export interface Conv2dOptions extends ConvolutionOptions {
  /** The channels fall into so many groups, and so do the filters; 1 by default. As many as channels: depthwise. */
  readonly groups?: number;
}

/** The options of both functions, checked. */
function geometryOf(where: string, images: Tensor, kernel: Tensor, options: ConvolutionOptions) {
  checkImages(where, images);
  if (kernel.shape.length !== 4) throw new ShapeError(where, [kernel.shape], 'a kernel of rank 4');
  const [height, width] = kernel.shape as readonly [number, number];
  if (height === 0 || width === 0) throw new ShapeError(where, [kernel.shape], 'a kernel of at least 1×1');
  return {
    window: [height, width] as Pair,
    strides: pairOf(where, 'strides', options.strides ?? 1),
    dilations: pairOf(where, 'dilationRate', options.dilationRate ?? 1),
    padding: paddingOf(where, options.padding ?? 'valid'),
  };
}

/**
 * y[n, r, c, f] = Σ x[n, r·stride + i·dilation, c·stride + j·dilation, channel] · kernel[i, j, channel, f] over the kernel's cells
 * (i, j) and the channels of f's group; beside the image there is nothing. x is [batch, height, width, channels], the kernel
 * [rows, columns, channels / groups, filters], the result [batch, outRows, outColumns, filters].
 * Source: https://keras.io/api/layers/convolution_layers/convolution2d
 * @throws ArgumentError, UnknownNameError, DTypeError; ShapeError for images smaller than the kernel, or channels that do not fit.
 * @example
 * const x = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
 * await evaluate(conv2d(x, ones([2, 2, 1, 1]))); // → [12, 16, 24, 28]
 * conv2d(x, ones([2, 2, 1, 8]), { padding: 'same', strides: 2 }).shape; // → [1, 2, 2, 8]
 */
export function conv2d(x: Tensor, kernel: Tensor, options: Conv2dOptions = {}): Tensor {
  checkFloats('conv2d', { x, kernel });
  checkKeys('conv2d', options, ['strides', 'padding', 'dilationRate', 'groups']);
  const groups = positiveWhole('conv2d', 'groups', options.groups ?? 1);
  const geometry = geometryOf('conv2d', x, kernel, options);
  const [channels, filters] = [x.shape[3]!, kernel.shape[3]!];
  if (channels % groups !== 0 || filters % groups !== 0) {
    const expected = `a divisor of ${plural(channels, 'channel')} and ${plural(filters, 'filter')}`;
    throw new ArgumentError('conv2d', 'groups', expected, groups);
  }
  if (kernel.shape[2]! * groups !== channels) {
    const expected = `a kernel for ${plural(channels / groups, 'channel')}${groups === 1 ? '' : ` in each of ${groups} groups`}`;
    throw new ShapeError('conv2d', [x.shape, kernel.shape], expected);
  }
  return record('conv2d', { ...windowsOver('conv2d', x, geometry), groups }, [x, kernel]);
}

/** @throws ArgumentError unless undefined, a whole number of at least 0, or two of them. */
function outputPaddingOf(value: unknown): Pair | undefined {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  const holds = list.length === 2 && isListOf(list, (each) => Number.isSafeInteger(each) && (each as number) >= 0);
  check('conv2dTranspose', 'outputPadding', value, 'a whole number of at least 0, or two of them', holds);
  return [list[0] as number, list[1] as number];
}

/**
 * The transpose of a convolution: what `conv2d` with this kernel and these options has as the gradient of its input, where that of
 * its result is y. It makes images larger: with padding `same` by the strides, with `valid` to (size − 1) · stride + the
 * kernel's reach, or size · stride if that is more. With an `outputPadding` p they have (size − 1) · stride + p elements more than one
 * window needs: of its reach with `valid`, of 1 or 0 with `same`, as the reach is odd or even. y is [batch, height, width, channels], the kernel [rows, columns, filters,
 * channels], the result [batch, outRows, outColumns, filters].
 * Source: https://keras.io/api/layers/convolution_layers/convolution2d_transpose
 * @throws ArgumentError, UnknownNameError, DTypeError; ShapeError for channels that do not fit.
 * @example
 * const y = tensor([1, 2, 3, 4], [1, 2, 2, 1]);
 * conv2dTranspose(y, ones([2, 2, 1, 1]), { strides: 2 }).shape; // → [1, 4, 4, 1]
 */
export function conv2dTranspose(y: Tensor, kernel: Tensor, options: Conv2dTransposeOptions = {}): Tensor {
  checkFloats('conv2dTranspose', { y, kernel });
  checkKeys('conv2dTranspose', options, ['strides', 'padding', 'dilationRate', 'outputPadding']);
  const { window, strides, dilations, padding } = geometryOf('conv2dTranspose', y, kernel, options);
  if (kernel.shape[3] !== y.shape[3]) {
    throw new ShapeError(
      'conv2dTranspose',
      [y.shape, kernel.shape],
      `a kernel for ${plural(y.shape[3]!, 'channel')} (its last axis)`,
    );
  }
  const outputPadding = outputPaddingOf(options.outputPadding);
  const along = (axis: 0 | 1): { size: number; before: number } => {
    const [positions, stride, reach] = [y.shape[axis + 1]!, strides[axis], reachOf(window[axis], dilations[axis])];
    const isValid = padding === 'valid';
    const odd = reach % 2;
    const more = outputPadding?.[axis] ?? (isValid ? Math.max(stride - reach, 0) : stride - odd);
    // With "same" and none of an even reach there would be a window less.
    const least = isValid ? 0 : 1 - odd;
    if (outputPadding !== undefined && (more < least || more >= stride)) {
      const expected = `from ${least} to below the strides for this kernel and padding "${padding}"`;
      throw new ArgumentError('conv2dTranspose', 'outputPadding', expected, more);
    }
    const size = positions === 0 ? 0 : (positions - 1) * stride + (isValid ? reach : odd) + more;
    return { size, before: isValid ? 0 : paddingBefore(size, positions, stride, reach) };
  };
  const [rows, columns] = [along(0), along(1)];
  const attributes: Convolution = {
    image: [rows.size, columns.size],
    window,
    output: [y.shape[1]!, y.shape[2]!],
    strides,
    dilations,
    before: [rows.before, columns.before],
    groups: 1,
  };
  return record('conv2dInputGradient', attributes, [kernel, y]);
}
