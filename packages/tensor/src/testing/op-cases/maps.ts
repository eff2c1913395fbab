/** Cases of the element-wise ops. */
import fc from 'fast-check';
import type { OpAttributes, OpName } from '../../op/op.ts';
import type { Shape } from '../../shape.ts';
import { record, type Tensor } from '../../tensor.ts';
import {
  broadcastable,
  integerOperand,
  type Operand,
  operand,
  pairOfShapes,
  positiveOperand,
  shape,
} from '../arbitrary.ts';
import { exact, rounded, roundoff, smallestNormal, type Tolerance, transcendental } from '../tolerance.ts';
import type { Instance, OpCase } from './op-case.ts';

type Plain = { [K in OpName]: Record<never, never> extends OpAttributes[K] ? K : never }[OpName];

/** Cases of an element-wise op of one operand. */
function unary(
  op: Plain,
  tolerance: Tolerance,
  differentiable = true,
  from: (of: Shape) => fc.Arbitrary<Operand> = operand,
): OpCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: shape()
      .chain(from)
      .map((x) => ({ operands: [x], tolerance, build: ([a]) => ({ result: record(op, {}, [a!]) }) })),
  };
}

/** The same for a function of one tensor with settings. */
export function unaryOf(tolerance: Tolerance, f: (x: Tensor) => Tensor): OpCase {
  return {
    differentiable: [0],
    instances: shape()
      .chain((of) => operand(of))
      .map((x) => ({ operands: [x], tolerance, build: ([a]) => ({ result: f(a!) }) })),
  };
}

/** Cases of an element-wise op of two operands that broadcast, either of them the smaller; i32 too where allowed. */
function binary(op: Plain, tolerance: Tolerance, differentiable = true, alsoIntegers = true): OpCase {
  const floats = pairOfShapes.chain(([a, b]) => fc.tuple(operand(a, 0.5), operand(b, 0.25)));
  const whole = pairOfShapes.chain(([a, b]) => fc.tuple(integerOperand(a), integerOperand(b)));
  const pairs = alsoIntegers && !differentiable ? fc.oneof(floats, whole) : floats;
  return {
    differentiable: differentiable ? [0, 1] : [],
    instances: fc.tuple(pairs, fc.boolean()).map(([[a, b], swap]) => ({
      operands: swap ? [b, a] : [a, b],
      tolerance: a.dtype === 'i32' ? exact : tolerance,
      build: ([x, y]) => ({ result: record(op, {}, [x!, y!]) }),
    })),
  };
}

/** Multiples of 1/4, so that halves and whole numbers are among them. */
const halves = (of: Shape): fc.Arbitrary<Operand> =>
  integerOperand(of, -4000, 4000).map((x) => ({ ...x, dtype: 'f32', values: x.values.map((v) => v / 4) }));

/** Angles of all sizes up to 10⁵, in whose place a wrong reduction shows. */
const angles = (of: Shape): fc.Arbitrary<Operand> =>
  fc
    .tuple(operand(of), fc.constantFrom(1, 1, 7, 100, 25_000))
    .map(([x, scale]) => ({ ...x, values: x.values.map((v) => Math.fround(v * scale)) }));

/** 8 units in the last place of what is reduced; near a multiple of π a reduction in float32 leaves about 2⁻³⁵. */
const angular: Tolerance = { absolute: 2 ** -33, relative: 16 * roundoff };

/** Values above `bound`. */
const aboveOf = (of: Shape, bound: number): fc.Arbitrary<Operand> =>
  positiveOperand(of).map((x) => ({ ...x, values: x.values.map((v) => v + bound) }));

/** Bases above ¼, so that every power exists and differences find its gradient. Its error grows with |y · ln x|. */
const powers: OpCase = {
  differentiable: [0, 1],
  instances: fc
    .tuple(
      pairOfShapes.chain(([a, b]) => fc.tuple(aboveOf(a, 0.25), operand(b))),
      fc.boolean(),
    )
    .map(([[x, y], swap]) => {
      const [bases, exponents] = swap ? [{ ...y, values: y.values.map((v) => Math.abs(v) + 0.5) }, x] : [x, y];
      const most = (values: readonly number[]): number => Math.max(1, ...values.map(Math.abs));
      const growth = most(exponents.values) * (1 + most(bases.values.map(Math.log)));
      return {
        operands: [bases, exponents],
        tolerance: { absolute: smallestNormal, relative: 4 * (growth + 4) * roundoff },
        build: ([a, b]) => ({ result: record('pow', {}, [a!, b!]) }),
      };
    }),
};

/** Divisors are never 0, and an f32 is never near a whole multiple of one, where the remainder jumps. */
function remainders(
  op: 'mod' | 'floorDivide',
  dividend: (of: Shape) => fc.Arbitrary<Operand>,
  divisor: (of: Shape) => fc.Arbitrary<Operand>,
): fc.Arbitrary<Instance> {
  return pairOfShapes
    .chain(([a, b]) => fc.tuple(dividend(a), divisor(b)))
    .map(([a, b]) => ({
      operands: [a, { ...b, values: b.values.map((v) => v || 1) }],
      tolerance: op === 'mod' ? rounded(1) : exact,
      build: ([x, y]) => ({ result: record(op, {}, [x!, y!]) }),
    }));
}

export const mapCases = {
  neg: unary('neg', exact),
  abs: unary('abs', exact),
  sign: unary('sign', exact, false),
  square: unary('square', rounded(1)),
  sqrt: unary('sqrt', rounded(1), true, positiveOperand),
  exp: unary('exp', transcendental(3)),
  log: unary('log', { ...transcendental(4), absolute: 2 ** -24 }, true, positiveOperand),
  relu: unary('relu', exact),
  leakyRelu: unaryOf(rounded(2), (x) => record('leakyRelu', { alpha: 0.2 }, [x])),
  elu: unaryOf(transcendental(8), (x) => record('elu', { alpha: 1.5 }, [x])),
  softplus: unary('softplus', transcendental(8)),
  sigmoid: unary('sigmoid', transcendental(8)),
  tanh: unary('tanh', transcendental(8)),
  floor: unary('floor', exact, false, halves),
  round: unary('round', exact, false, halves),
  sin: unary('sin', angular, true, angles),
  cos: unary('cos', angular, true, angles),
  erf: unary('erf', transcendental(8)),
  expm1: unary('expm1', transcendental(8)),
  log1p: unary('log1p', transcendental(8), true, (of) => aboveOf(of, -1)),
  cast: {
    differentiable: [],
    instances: fc
      .oneof(
        shape()
          .chain((of) => operand(of))
          .map((x) => [x, 'i32'] as const),
        shape()
          .chain((of) => integerOperand(of))
          .map((x) => [x, 'f32'] as const),
      )
      .map(([x, dtype]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: record('cast', { dtype }, [a!]) }),
      })),
  },
  add: binary('add', rounded(1)),
  sub: binary('sub', rounded(1)),
  mul: binary('mul', rounded(1)),
  div: binary('div', rounded(3), true, false),
  pow: powers,
  mod: {
    differentiable: [0, 1],
    instances: remainders('mod', operand, (of) => operand(of, 0)),
  },
  floorDivide: {
    differentiable: [],
    instances: remainders(
      'floorDivide',
      (of) => integerOperand(of, -40, 40),
      (of) => integerOperand(of, -9, 9),
    ),
  },
  maximum: binary('maximum', exact),
  minimum: binary('minimum', exact),
  equal: binary('equal', exact, false),
  notEqual: binary('notEqual', exact, false),
  less: binary('less', exact, false),
  lessEqual: binary('lessEqual', exact, false),
  greater: binary('greater', exact, false),
  greaterEqual: binary('greaterEqual', exact, false),
  select: {
    differentiable: [1, 2],
    instances: shape()
      .chain((whole) =>
        fc.tuple(
          broadcastable(whole).chain((s) => integerOperand(s, -1, 1)),
          operand(whole),
          broadcastable(whole).chain((s) => operand(s, 0.25)),
        ),
      )
      .map((operands) => ({
        operands,
        tolerance: exact,
        build: (inputs) => ({ result: record('select', {}, inputs) }),
      })),
  },
} satisfies Record<string, OpCase>;
