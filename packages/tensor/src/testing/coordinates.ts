/** Formulas over coordinates: what a function of tensors means, one element at a time, by code that is no tensor's. */
import { type Shape, stridesOf } from '../shape.ts';
import type { Operand } from './arbitrary.ts';

/** Every coordinate of a shape, in row-major order. */
export function coordinates(of: Shape): number[][] {
  return of.reduce<number[][]>(
    (lead, length) => lead.flatMap((c) => Array.from({ length }, (_, i) => [...c, i])),
    [[]],
  );
}

/** The element at a coordinate, which may be longer or lie in broadcast axes. */
export function at({ shape, values }: Operand, coordinate: readonly number[]): number {
  const own = coordinate.slice(coordinate.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));
  return values[stridesOf(shape).reduce((sum, stride, axis) => sum + stride * own[axis]!, 0)]!;
}

/** The elements that lie where a coordinate does, the axes `along` left free, in row-major order. */
export function line(x: Operand, coordinate: readonly number[], along: readonly number[]): number[] {
  return coordinates(along.map((axis) => x.shape[axis]!)).map((free) =>
    at(
      x,
      coordinate.map((i, axis) => (along.includes(axis) ? free[along.indexOf(axis)]! : i)),
    ),
  );
}
