/** Options and shapes of the pooling layers. */
import { defaulted, optional } from '../define/field.ts';
import { pair, positiveWhole } from '../define/fields.ts';
import type { Spec } from '../define/spec.ts';
import { sequenceShape } from './sequence-shape.ts';
import { imageShape, type Pair, padding, positions } from './window-options.ts';

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
