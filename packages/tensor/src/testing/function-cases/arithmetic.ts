/** Powers, quotients and remainders in the forms that are composed or that only some values show. */
import fc from 'fast-check';
import { floorDivide, mod } from '../../functions/division.ts';
import { pow, rsqrt } from '../../functions/power.ts';
import { ceil } from '../../functions/rounding.ts';
import type { Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { integerOperand, type Operand, operand, pairOfShapes, positiveOperand, shape } from '../arbitrary.ts';
import { at, coordinates } from '../coordinates.ts';
import { exact, rounded, roundoff, smallestNormal, type Tolerance } from '../tolerance.ts';
import type { FunctionCase, FunctionInstance } from './function-case.ts';

function ofPairs(
  f: (a: Tensor, b: Tensor) => Tensor,
  first: (of: Shape) => fc.Arbitrary<Operand>,
  second: (of: Shape) => fc.Arbitrary<Operand>,
  formula: (a: number, b: number) => number,
  tolerance: Tolerance,
): fc.Arbitrary<FunctionInstance> {
  return pairOfShapes
    .chain(([a, b]) => fc.tuple(first(a), second(b)))
    .map((operands) => ({
      operands,
      tolerance,
      build: ([a, b]) => ({ result: f(a!, b!) }),
      expected: () => coordinates(operands[0].shape).map((c) => formula(at(operands[0], c), at(operands[1], c))),
    }));
}

/** Multiples of 1/4 from −10 to 10. */
const quarters = (of: Shape): fc.Arbitrary<Operand> =>
  integerOperand(of, -40, 40).map((x) => ({ ...x, dtype: 'f32', values: x.values.map((v) => v / 4) }));

const whole =
  (min: number, max: number) =>
  (of: Shape): fc.Arbitrary<Operand> =>
    integerOperand(of, min, max);

/** By BigInt, wrapped to 32 bits. */
function powerOfInteger(x: number, n: number): number {
  if (n >= 0) return Number(BigInt.asIntN(32, BigInt(x) ** BigInt(n)));
  return x === 0 ? 0 : Math.trunc(1 / x ** -n);
}

export const arithmeticCases = {
  ceil: {
    differentiable: [],
    instances: shape()
      .chain(quarters)
      .map((x) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: ceil(a!) }),
        expected: () => x.values.map(Math.ceil),
      })),
  },
  rsqrt: {
    differentiable: [0],
    instances: shape()
      .chain(positiveOperand)
      .map((x) => ({
        operands: [x],
        // Units in the last place of a shader's root and quotient besides.
        tolerance: rounded(12),
        build: ([a]) => ({ result: rsqrt(a!) }),
        expected: () => x.values.map((v) => 1 / Math.sqrt(v)),
      })),
  },
  'pow by a number': {
    differentiable: [0],
    instances: shape()
      .chain((of) => fc.tuple(positiveOperand(of), fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 7)))
      .map(([x, y]) => ({
        operands: [x],
        tolerance: { absolute: smallestNormal, relative: 160 * roundoff },
        build: ([a]) => ({ result: pow(a!, y) }),
        expected: () => x.values.map((v) => v ** y),
      })),
  },
  'pow of negative numbers': {
    differentiable: [],
    instances: ofPairs(
      pow,
      quarters,
      (of) => quarters(of).map((y) => ({ ...y, values: y.values.map((v) => (v > 5 ? v : Math.trunc(v))) })),
      (a, b) => a ** b,
      { absolute: smallestNormal, relative: 160 * roundoff },
    ),
  },
  // Results above 2²⁴ are rounded on gpu backends.
  'pow of i32': {
    differentiable: [],
    instances: ofPairs(pow, whole(-7, 7), whole(-4, 8), powerOfInteger, exact),
  },
  'mod of i32': {
    differentiable: [],
    instances: ofPairs(mod, whole(-100, 100), whole(-9, 9), (a, b) => (b === 0 ? 0 : ((a % b) + b) % b), exact),
  },
  'floorDivide of f32': {
    differentiable: [],
    instances: ofPairs(
      floorDivide,
      (of) => operand(of),
      (of) => operand(of, 0.25),
      (a, b) => Math.floor(a / b),
      exact,
    ),
  },
} satisfies Record<string, FunctionCase>;
