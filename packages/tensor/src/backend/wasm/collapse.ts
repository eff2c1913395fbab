/** The axes of a strided view, as few as say the same thing. */
import type { Shape } from '../../shape.ts';

export interface Axis {
  readonly length: number;
  /** In elements. */
  readonly stride: number;
}

/**
 * Drops axes of length 1 and joins neighbours that one stride can walk, outermost first. No axis is left for a single
 * element; an axis of stride 0 alone repeats one element; one of stride 1 alone is contiguous.
 */
export function collapseAxes(shape: Shape, strides: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const stride = strides[axis]!;
    const outer = axes.at(-1);
    if (outer !== undefined && outer.stride === length * stride) {
      axes[axes.length - 1] = { length: outer.length * length, stride };
    } else {
      axes.push({ length, stride });
    }
  });
  return axes;
}
