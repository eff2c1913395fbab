/** Shapes of sequences: samples of [steps, features]. */
import type { Spec } from '../define/spec.ts';
import { LayerShapeError, shapeText } from '../errors.ts';

/** @throws LayerShapeError for samples that are no sequences */
export function sequenceShape(name: string, { shape }: Spec): readonly [steps: number, features: number] {
  if (shape.length === 2) return [shape[0]!, shape[1]!];
  throw new LayerShapeError(name, 'sequences, shape [steps, features]', shapeText(shape));
}

/** What is left of a sequence when its steps are reduced to one. */
export function overSteps(name: string, x: Spec, keepDims: boolean): Spec {
  const [, features] = sequenceShape(name, x);
  return { shape: keepDims ? [1, features] : [features], dtype: x.dtype };
}
