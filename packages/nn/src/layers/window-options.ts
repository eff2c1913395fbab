/** What the layers over images and sequences share: their options of windows, shapes and weights. */
import { reshape, type Shape, type Tensor } from '@inkgrad/tensor';
import { activationName } from '../activations/activations.ts';
import { defaulted, optional } from '../define/field.ts';
import { choice, flag } from '../define/fields.ts';
import type { Spec } from '../define/spec.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { glorotUniform } from '../initializers/variance-scaling.ts';
import { regularizer } from '../regularizers/regularizers.ts';

/** Of rows and columns. */
export type Pair = readonly [number, number];

/** Options of what is done with a convolution's result, as dense has them. */
export const resultFields = {
  /** "linear" by default. */
  activation: defaulted(activationName, 'linear'),
  /** true by default. */
  useBias: defaulted(flag, true),
  /** "zeros" by default. */
  biasInitializer: initializerOr(zeros()),
  /** Penalty on the bias, added to the loss; none by default. */
  biasRegularizer: optional(regularizer, 'Penalty on the bias, added to the loss; none by default.'),
  /** Penalty on the output, summed over the batch, divided by its size and added to the loss; none by default. */
  activityRegularizer: optional(
    regularizer,
    'Penalty on the output, summed over the batch, divided by its size and added to the loss; none by default.',
  ),
};

export const kernelFields = {
  /** "glorotUniform" by default. */
  kernelInitializer: initializerOr(glorotUniform()),
  /** Penalty on the kernel, added to the loss; none by default. */
  kernelRegularizer: optional(regularizer, 'Penalty on the kernel, added to the loss; none by default.'),
};

/** "valid": only windows that are wholly inside. "same": as many as fit at the strides, zeros around; "valid" by default. */
export const padding = defaulted(
  choice('padding', ['valid', 'same']),
  'valid',
  '"valid": only windows that are wholly inside. "same": as many as fit at the strides, zeros around; "valid" by default.',
);

/** @throws LayerShapeError for samples that are no images */
export function imageShape(name: string, { shape }: Spec): readonly [height: number, width: number, channels: number] {
  if (shape.length === 3) return [shape[0]!, shape[1]!, shape[2]!];
  throw new LayerShapeError(name, 'images, shape [height, width, channels]', shapeText(shape));
}

interface Windows {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly padding: string;
}

/** The shape of window positions over images or sequences. @throws LayerShapeError where a window is larger than they are */
export function positions(
  name: string,
  shape: Shape,
  { window, strides, dilationRate, padding: given }: Windows,
): number[] {
  return window.map((cells, axis) => {
    const [size, stride, reach] = [shape[axis]!, strides[axis]!, (cells - 1) * (dilationRate?.[axis] ?? 1) + 1];
    if (given !== 'valid') return Math.ceil(size / stride);
    if (size >= reach) return Math.floor((size - reach) / stride) + 1;
    const needed = window.map((own, at) => (own - 1) * (dilationRate?.[at] ?? 1) + 1).join('×');
    throw new LayerShapeError(name, `at least ${needed} for its window, or padding "same"`, shapeText(shape));
  });
}

/** A sequence [batch, steps, features] as images of one row, and back. */
export const asRow = ([batch, steps, features]: Shape): Shape => [batch!, 1, steps!, features!];
export const asSteps = ([batch, , steps, features]: Shape): Shape => [batch!, steps!, features!];

/** The kernel [rows, columns, channels, filters of each] of a depthwise convolution as that of one in as many groups as channels. */
export function byChannel(kernel: Tensor): Tensor {
  const [rows, columns, channels, each] = kernel.shape as readonly [number, number, number, number];
  return reshape(kernel, [rows, columns, 1, channels * each]);
}
