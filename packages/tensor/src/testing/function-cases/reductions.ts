/** Reductions made of others, over any axes. */
import fc from 'fast-check';
import { cumsum, prod } from '../../functions/product.ts';
import { argmax, argmin, min, type ReduceOptions, variance } from '../../functions/reduction.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { distinctOperand, integerOperand, type Operand, operand, shape, someAxes } from '../arbitrary.ts';
import { coordinates, line } from '../coordinates.ts';
import { exact, type Tolerance } from '../tolerance.ts';
import type { FunctionCase } from './function-case.ts';

/** The smallest i32 has no negative, which a minimum must not need. */
const extremes = (of: Shape): fc.Arbitrary<Operand> =>
  integerOperand(of).map((x) => ({ ...x, values: x.values.map((v) => (v < -90 ? -(2 ** 31) : v)) }));

const eitherType = (of: Shape): fc.Arbitrary<Operand> => fc.oneof(operand(of), extremes(of));

function overAxes(
  f: (x: Tensor, options: ReduceOptions) => Tensor,
  formula: (values: number[]) => number,
  from: (of: Shape) => fc.Arbitrary<Operand>,
  tolerance: Tolerance,
  differentiable: boolean,
): FunctionCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: shape(3)
      .filter((of) => sizeOf(of) > 0)
      .chain((of) => fc.tuple(from(of), someAxes(of.length), fc.boolean()))
      .map(([x, { axes, normalized }, keepDims]) => ({
        operands: [x],
        tolerance,
        build: ([a]) => ({ result: f(a!, { axes, keepDims }) }),
        expected: () =>
          coordinates(x.shape.map((d, axis) => (normalized.includes(axis) ? 1 : d))).map((c) =>
            formula(line(x, c, normalized)),
          ),
      })),
  };
}

const mean = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0) / values.length;

export const reductionCases = {
  min: overAxes(min, (values) => Math.min(...values), distinctOperand, exact, true),
  'min of i32': overAxes(min, (values) => Math.min(...values), extremes, exact, false),
  variance: overAxes(
    variance,
    (values) => mean(values.map((v) => (v - mean(values)) ** 2)),
    (of) => operand(of),
    // Values up to 4, whose mean and squares are each a few roundings off.
    { absolute: 1e-5, relative: 1e-5 },
    true,
  ),
  argmin: overAxes(argmin, (values) => values.indexOf(Math.min(...values)), eitherType, exact, false),
  argmax: overAxes(argmax, (values) => values.indexOf(Math.max(...values)), eitherType, exact, false),
  prod: overAxes(
    prod,
    (values) => values.reduce((total, v) => total * v, 1),
    (of) => operand(of).map((x) => ({ ...x, values: x.values.map((v, i) => (i % 5 === 3 ? 0 : v / 2)) })),
    { absolute: 1e-30, relative: 1e-4 },
    true,
  ),
  cumsum: {
    differentiable: [0],
    instances: shape(3)
      .filter((of) => of.length > 0)
      .chain((of) => fc.tuple(operand(of), fc.nat(of.length - 1), fc.boolean()))
      .map(([x, axis, reverse]) => ({
        operands: [x],
        tolerance: { absolute: 1e-4, relative: 1e-6 },
        build: ([a]) => ({ result: cumsum(a!, { axes: axis, reverse }) }),
        expected: () =>
          coordinates(x.shape).map((c) => {
            const values = line(x, c, [axis]);
            const part = reverse ? values.slice(c[axis]) : values.slice(0, c[axis]! + 1);
            return part.reduce((total, v) => total + v, 0);
          }),
      })),
  },
} satisfies Record<string, FunctionCase>;
