/** Options, shapes and windows of the pooling layers. */
import { type averagePool2d, type maxPool2d, reshape, type Tensor } from '@inkgrad/tensor';
import { defaulted, optional } from '../define/field.ts';
import { flag, pair, positiveWhole } from '../define/fields.ts';
import type { Spec } from '../define/spec.ts';
import { sequenceShape } from './sequence-shape.ts';
import { asRow, asSteps, imageShape, type Pair, padding, positions } from './window-options.ts';

export const pool2dFields = {
  /** Rows and columns of a window; 2 by default. */
  poolSize: defaulted(pair, 2, 'Rows and columns of a window; 2 by default.'),
  /** Rows and columns from one window to the next; `poolSize` by default. */
  strides: optional(pair, 'Rows and columns from one window to the next; `poolSize` by default.'),
  padding,
};

export const pool1dFields = {
  /** Steps of a window; 2 by default. */
  poolSize: defaulted(positiveWhole, 2, 'Steps of a window; 2 by default.'),
  /** Steps from one window to the next; `poolSize` by default. */
  strides: optional(positiveWhole, 'Steps from one window to the next; `poolSize` by default.'),
  padding,
};

interface Pool<Size> {
  readonly poolSize: Size;
  readonly strides?: Size | undefined;
  readonly padding: string;
}

/** @throws LayerShapeError */
export function imagesPooled(
  name: string,
  x: Spec,
  { poolSize, strides = poolSize, padding: given }: Pool<Pair>,
): Spec {
  const [height, width, channels] = imageShape(name, x);
  const size = positions(name, [height, width], { window: poolSize, strides, padding: given });
  return { shape: [...size, channels], dtype: 'f32' };
}

/** @throws LayerShapeError */
export function stepsPooled(
  name: string,
  x: Spec,
  { poolSize, strides = poolSize, padding: given }: Pool<number>,
): Spec {
  const [steps, features] = sequenceShape(name, x);
  const size = positions(name, [steps], { window: [poolSize], strides: [strides], padding: given });
  return { shape: [...size, features], dtype: 'f32' };
}

/** Pools steps as images of one row. */
export function poolSteps(
  pool: typeof maxPool2d | typeof averagePool2d,
  x: Tensor,
  { poolSize, strides = poolSize, padding: given }: Pool<number> & { readonly padding: 'valid' | 'same' },
): Tensor {
  const windows = { poolSize: [1, poolSize], strides: [1, strides], padding: given } as const;
  const pooled = pool(reshape(x, asRow(x.shape)), windows);
  return reshape(pooled, asSteps(pooled.shape));
}

export const globalPool2dFields = {
  /** Keep rows and columns with length 1; false by default. */
  keepDims: defaulted(flag, false, 'Keep rows and columns with length 1; false by default.'),
};

/** What is left of an image that is pooled as a whole. @throws LayerShapeError */
export function imagePooled(name: string, x: Spec, keepDims: boolean): Spec {
  const [, , channels] = imageShape(name, x);
  return { shape: keepDims ? [1, 1, channels] : [channels], dtype: x.dtype };
}
