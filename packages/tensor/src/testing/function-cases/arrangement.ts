/** Parts, borders and stacks: the same elements in other places. */
import fc from 'fast-check';
import { clamp } from '../../functions/elementwise.ts';
import { pad } from '../../functions/padding.ts';
import { flip, gather } from '../../functions/selection.ts';
import { split, stack } from '../../functions/stacking.ts';
import { concat, slice } from '../../functions/view.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import { dimension, integerOperand, type Operand, operand, shape, someAxes } from '../arbitrary.ts';
import { at, coordinates } from '../coordinates.ts';
import { exact } from '../tolerance.ts';
import type { FunctionCase } from './function-case.ts';

const small = (maxRank: number) => shape(maxRank).filter((of) => sizeOf(of) <= 100);

/** The element at a coordinate, or `value` where there is none. */
function inside(x: Operand, coordinate: readonly number[], value: number): number {
  return coordinate.every((i, axis) => i >= 0 && i < x.shape[axis]!) ? at(x, coordinate) : value;
}

function padded(from: (of: Shape) => fc.Arbitrary<Operand>, differentiable: boolean): FunctionCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: small(3)
      .chain((of) =>
        fc.tuple(from(of), fc.tuple(...of.map(() => fc.tuple(fc.nat(2), fc.nat(3)))), fc.constantFrom(0, -3)),
      )
      .map(([x, widths, value]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: pad(a!, widths, value) }),
        expected: () =>
          coordinates(x.shape.map((d, axis) => d + widths[axis]![0] + widths[axis]![1])).map((c) =>
            inside(
              x,
              c.map((i, axis) => i - widths[axis]![0]),
              value,
            ),
          ),
      })),
  };
}

export const arrangementCases = {
  clamp: {
    differentiable: [0],
    instances: shape()
      .chain((of) => fc.tuple(operand(of), fc.integer({ min: -4, max: 4 }), fc.nat(4)))
      .map(([x, low, range]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: clamp(a!, low, low + range) }),
        expected: () => x.values.map((v) => Math.min(Math.max(v, low), low + range)),
      })),
  },
  'slice from the end and to the end': {
    differentiable: [0],
    instances: shape(3)
      .chain((of) => fc.tuple(operand(of), fc.tuple(...of.map((d) => fc.nat(d))), fc.nat(of.length), fc.boolean()))
      .map(([x, starts, given, negative]) => {
        const start = starts.slice(0, given);
        const from = x.shape.map((_, axis) => start[axis] ?? 0);
        return {
          operands: [x],
          tolerance: exact,
          build: ([a]) => ({
            result: slice(
              a!,
              start.map((s, axis) => (negative && s < x.shape[axis]! ? s - x.shape[axis]! : s)),
            ),
          }),
          expected: () =>
            coordinates(x.shape.map((d, axis) => d - from[axis]!)).map((c) =>
              at(
                x,
                c.map((i, axis) => i + from[axis]!),
              ),
            ),
        };
      }),
  },
  pad: padded(operand, true),
  'pad of i32': padded(integerOperand, false),
  stack: {
    differentiable: [0, 1],
    instances: small(2)
      .chain((of) => fc.tuple(operand(of), operand(of), fc.nat(of.length), fc.boolean()))
      .map(([x, y, axis, negative]) => ({
        operands: [x, y],
        tolerance: exact,
        build: ([a, b]) => ({ result: stack([a!, b!, a!], negative ? axis - x.shape.length - 1 : axis) }),
        expected: () =>
          coordinates([...x.shape.slice(0, axis), 3, ...x.shape.slice(axis)]).map((c) =>
            at(c[axis] === 1 ? y : x, c.toSpliced(axis, 1)),
          ),
      })),
  },
  'gather along an axis': {
    differentiable: [0],
    instances: shape(3)
      .filter((of) => of.length > 0)
      .chain((of) => fc.tuple(fc.constant(of), fc.nat(of.length - 1)))
      .filter(([of, axis]) => of[axis]! > 0)
      .chain(([of, axis]) => {
        const places = fc.constantFrom<Shape>([], [4], [2, 3], [0]);
        return fc.tuple(
          operand(of),
          places.chain((s) => integerOperand(s, -of[axis]!, of[axis]! - 1)),
          fc.constant(axis),
          fc.boolean(),
        );
      })
      .map(([table, indices, axis, negative]) => ({
        operands: [table, indices],
        tolerance: exact,
        build: ([t, i]) => ({ result: gather(t!, i!, { axes: negative ? axis - table.shape.length : axis }) }),
        expected: () => {
          const rank = indices.shape.length;
          return coordinates(table.shape.toSpliced(axis, 1, ...indices.shape)).map((c) => {
            const index = at(indices, c.slice(axis, axis + rank));
            return at(table, c.toSpliced(axis, rank, index < 0 ? index + table.shape[axis]! : index));
          });
        },
      })),
  },
  flip: {
    differentiable: [0],
    instances: shape(3)
      .chain((of) => fc.tuple(operand(of), someAxes(of.length)))
      .map(([x, { axes, normalized }]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: flip(a!, { axes }) }),
        expected: () =>
          coordinates(x.shape).map((c) =>
            at(
              x,
              c.map((i, axis) => (normalized.includes(axis) ? x.shape[axis]! - 1 - i : i)),
            ),
          ),
      })),
  },
  split: {
    differentiable: [0],
    instances: fc
      .tuple(dimension, fc.nat(2), fc.nat(2), dimension)
      .filter(([outer, first, second, inner]) => outer * (first + second) * inner <= 200)
      .chain(([outer, first, second, inner]) =>
        fc.tuple(
          operand([outer, 3 * (first + second), inner]),
          fc.constantFrom<number | number[]>(3, [first, first + second]),
          fc.boolean(),
        ),
      )
      // The parts in reverse, so that each counts in the result.
      .map(([x, parts, negative]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: concat(split(a!, parts, negative ? -2 : 1).reverse(), 1) }),
        expected: () => {
          const whole = x.shape[1]!;
          const cuts = typeof parts === 'number' ? [whole / 3, (2 * whole) / 3] : parts;
          const [a, b] = cuts as [number, number];
          const all = Array.from({ length: whole }, (_, i) => i);
          const order = [...all.slice(b), ...all.slice(a, b), ...all.slice(0, a)];
          return coordinates(x.shape).map((c) => at(x, c.with(1, order[c[1]!]!)));
        },
      })),
  },
} satisfies Record<string, FunctionCase>;
