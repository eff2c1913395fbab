/** Shapes, strides and NumPy's broadcasting rule. Shapes are static; `[]` is a scalar and a dimension may be 0. */
import { ShapeError } from './errors.ts';

export type Shape = readonly number[];

/** Number of elements: the product of the dimensions, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** Elements to step over along each axis of a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function shapesEqual(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/**
 * The shape that `shapes` broadcast to: aligned at the last axis, dimensions must agree or be 1.
 * Source: https://numpy.org/doc/stable/user/basics.broadcasting.html
 * @throws ShapeError if two dimensions differ and neither is 1.
 */
export function broadcastShapes(op: string, ...shapes: Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const at = rank - shape.length + axis;
      const dimension = shape[axis]!;
      if (dimension === 1 || dimension === result[at]) continue;
      if (result[at] !== 1) throw new ShapeError(op, shapes, 'shapes that broadcast together');
      result[at] = dimension;
    }
  }
  return result;
}

/** An axis counted from the front; negative axes count from the back. */
export function normalizeAxis(op: string, shape: Shape, axis: number): number {
  const normalized = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= shape.length) {
    throw new ShapeError(op, [shape], `an axis within rank ${shape.length}, not ${axis}`);
  }
  // Not −0.
  return normalized + 0;
}

/** One axis or several, each once, counted from the front and in order. */
export function normalizeAxes(op: string, shape: Shape, axes: number | readonly number[]): number[] {
  const list = typeof axes === 'number' ? [axes] : axes;
  return [...new Set(list.map((axis) => normalizeAxis(op, shape, axis)))].sort((a, b) => a - b);
}

/** @throws ShapeError unless every dimension is a non-negative safe integer, and so is the number of elements. */
export function checkShape(op: string, shape: Shape): void {
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    throw new ShapeError(op, [shape], 'whole, non-negative dimensions');
  }
  if (!Number.isSafeInteger(sizeOf(shape))) throw new ShapeError(op, [shape], 'fewer than 2⁵³ elements');
}
