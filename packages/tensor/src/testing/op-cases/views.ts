/** Cases of the views. */
import fc from 'fast-check';
import { broadcastTo, reshape, slice, transpose } from '../../functions/view.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { operand, pairOfShapes, shape } from '../arbitrary.ts';
import { exact } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

function view(make: (x: Shape) => fc.Arbitrary<(x: Tensor) => Tensor>, from: fc.Arbitrary<Shape> = shape()): OpCase {
  return {
    differentiable: [0],
    instances: from
      .chain((of) => fc.tuple(operand(of), make(of)))
      .map(([x, f]) => ({ operands: [x], tolerance: exact, build: ([a]) => ({ result: f(a!) }) })),
  };
}

export const viewCases = {
  reshape: view((of) =>
    fc.constantFrom<Shape>([sizeOf(of)], [1, ...of], [...of, 1]).map((to) => (x) => reshape(transpose(x), to)),
  ),
  transpose: view((of) =>
    fc
      .shuffledSubarray(
        of.map((_, axis) => axis),
        { minLength: of.length },
      )
      .map((p) => (x) => transpose(x, p)),
  ),
  slice: view((of) =>
    fc.tuple(...of.map((d) => fc.nat(d).chain((start) => fc.tuple(fc.constant(start), fc.nat(d - start))))).map(
      (ranges) => (x) =>
        slice(
          x,
          ranges.map(([start]) => start),
          ranges.map(([, size]) => size),
        ),
    ),
  ),
  broadcast: {
    differentiable: [0],
    instances: pairOfShapes
      .chain(([whole, part]) => fc.tuple(fc.constant(whole), operand(part)))
      .map(([whole, x]) => ({ operands: [x], tolerance: exact, build: ([a]) => ({ result: broadcastTo(a!, whole) }) })),
  },
} satisfies Record<string, OpCase>;
