/** Checks of shapes, axes and element types; each returns the value in the form that the functions work with. */
import type { DType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { checkShape, normalizeAxis, type Shape } from '../shape.ts';
import { describe } from './describe.ts';
import { check } from './numbers.ts';

/** A copy of a list of numbers, −0 as 0. @throws ArgumentError naming the element that is none. */
export function listOfNumbers(where: string, argument: string, value: unknown, expected: string): number[] {
  check(where, argument, value, expected, Array.isArray(value));
  // Array.from sees holes, which `every` and `map` skip.
  return Array.from(value as readonly unknown[], (element, at) => {
    check(where, `${argument}[${at}]`, element, 'a number', typeof element === 'number');
    // Not −0, which no dimension, axis or position is.
    return (element as number) + 0;
  });
}

/** A copy of a shape. @throws ArgumentError unless it is a list of numbers, ShapeError for dimensions that are none. */
export function shapeOf(where: string, argument: string, value: unknown): Shape {
  const shape = listOfNumbers(where, argument, value, 'a list of dimensions');
  checkShape(where, shape);
  return shape;
}

/** One axis, counted from the front. @throws ArgumentError, or ShapeError for an axis that `shape` does not have. */
export function axisOf(where: string, argument: string, value: unknown, shape: Shape): number {
  check(where, argument, value, 'a whole number', typeof value === 'number');
  return normalizeAxis(where, shape, value as number);
}

/** One axis or a list of them, as it is. @throws ArgumentError for what is neither. */
export function axisList(where: string, argument: string, value: unknown): number[] {
  return typeof value === 'number'
    ? [value]
    : listOfNumbers(where, argument, value, 'a whole number or a list of them');
}

/**
 * One axis or a list of them, counted from the front and in order.
 * @throws ArgumentError, also for an axis that is named twice; ShapeError for an axis that `shape` does not have.
 */
export function axesOf(where: string, argument: string, value: unknown, shape: Shape): number[] {
  const axes = axisList(where, argument, value)
    .map((axis) => normalizeAxis(where, shape, axis))
    .sort((a, b) => a - b);
  if (axes.some((axis, at) => axis === axes[at - 1])) {
    throw new ArgumentError(where, argument, `each axis once (the rank is ${shape.length})`, describe(value));
  }
  return axes;
}

/** The same where there is to be one: a number, or a list of one. */
export function oneAxisOf(where: string, argument: string, value: unknown, shape: Shape): number {
  const [axis, ...others] = axesOf(where, argument, value, shape);
  if (axis === undefined || others.length > 0) throw new ArgumentError(where, argument, 'one axis', describe(value));
  return axis;
}

export function dtypeNamed(where: string, value: unknown): DType {
  check(where, 'dtype', value, '"f32" or "i32"', value === 'f32' || value === 'i32');
  return value as DType;
}
