/** Axes of samples as options name them: counted as Keras counts, with the batch as axis 0, or from the end. */
import { LayerShapeError, shapeText } from '../errors.ts';

/**
 * The axis within a sample's shape.
 * @param axis 1 for the first axis of a sample, −1 for the last
 * @throws LayerShapeError for the batch and for an axis that samples do not have
 */
export function sampleAxis(name: string, axis: number, shape: readonly number[]): number {
  const at = axis < 0 ? shape.length + axis : axis - 1;
  if (at >= 0 && at < shape.length) return at;
  throw new LayerShapeError(name, `samples with an axis ${axis} (axis 0 is the batch)`, shapeText(shape));
}
