/** Shapes, strides and NumPy's broadcasting rule. Shapes are static; `[]` is a scalar and a dimension may be 0. */
import { describe } from './check/describe.ts';
import { isListOf } from './check/list.ts';
import { ArgumentError, ShapeError } from './errors.ts';

/** The lengths of a tensor's axes; [] is a scalar. */
export type Shape = readonly number[];

/**
 * Number of elements: the product of the dimensions, 1 for a scalar.
 * @throws ArgumentError unless it is a list of numbers.
 * @example
 * sizeOf([2, 3, 4]); // → 24
 * sizeOf([]); // → 1
 */
export function sizeOf(shape: Shape): number {
  checkIsList('sizeOf', 'shape', shape);
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** @throws ArgumentError unless `value` is a list of numbers without holes. */
function checkIsList(where: string, argument: string, value: unknown): void {
  if (!isListOf(value, (dimension) => typeof dimension === 'number'))
    throw new ArgumentError(where, argument, 'a list of dimensions', describe(value));
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

/**
 * Whether two shapes have the same dimensions.
 * @throws ArgumentError unless both are lists of numbers.
 * @example
 * shapesEqual([2, 3], [2, 3]); // → true
 */
export function shapesEqual(a: Shape, b: Shape): boolean {
  checkIsList('shapesEqual', 'a', a);
  checkIsList('shapesEqual', 'b', b);
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/**
 * The shape that `shapes` broadcast to: aligned at the last axis, dimensions must agree or be 1. Undefined if two
 * dimensions differ and neither is 1.
 * Source: https://numpy.org/doc/stable/user/basics.broadcasting.html
 */
export function jointShape(shapes: readonly Shape[]): Shape | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const at = rank - shape.length + axis;
      const dimension = shape[axis]!;
      if (dimension === 1 || dimension === result[at]) continue;
      if (result[at] !== 1) return undefined;
      result[at] = dimension;
    }
  }
  return result;
}

/** The shape that `shapes` broadcast to. @throws ShapeError if they do not. */
export function broadcastShapes(op: string, ...shapes: Shape[]): Shape {
  const joint = jointShape(shapes);
  if (joint === undefined) throw new ShapeError(op, shapes, 'shapes that broadcast together');
  return joint;
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

/** @throws ShapeError unless every dimension is a non-negative safe integer, and so is the number of elements. */
export function checkShape(op: string, shape: Shape): void {
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    throw new ShapeError(op, [shape], 'whole, non-negative dimensions');
  }
  if (!Number.isSafeInteger(sizeOf(shape))) throw new ShapeError(op, [shape], 'fewer than 2⁵³ elements');
}
