/** Softmax and its logarithm along any axes. */
import fc from 'fast-check';
import { logSoftmax, softmax } from '../../functions/classification.ts';
import { oneHot } from '../../functions/selection.ts';
import { integerOperand, operand, shape, someAxes } from '../arbitrary.ts';
import { coordinates, line } from '../coordinates.ts';
import { exact, type Tolerance, transcendental } from '../tolerance.ts';
import type { FunctionCase } from './function-case.ts';

function alongAxes(
  f: typeof softmax,
  tolerance: Tolerance,
  formula: (x: number, total: number) => number,
): FunctionCase {
  return {
    differentiable: [0],
    instances: shape(3)
      .filter((of) => of.length > 0)
      .chain((of) => fc.tuple(operand(of), someAxes(of.length)))
      .map(([x, { axes, normalized }]) => ({
        operands: [x],
        tolerance,
        build: ([a]) => ({ result: f(a!, { axes }) }),
        expected: () =>
          coordinates(x.shape).map((c, i) =>
            formula(
              x.values[i]!,
              line(x, c, normalized).reduce((total, v) => total + Math.exp(v), 0),
            ),
          ),
      })),
  };
}

export const classificationCases = {
  'softmax along axes': alongAxes(softmax, transcendental(40), (x, total) => Math.exp(x) / total),
  'logSoftmax along axes': alongAxes(logSoftmax, { absolute: 1e-6, relative: 1e-6 }, (x, total) => x - Math.log(total)),
  oneHot: {
    differentiable: [],
    instances: shape(2)
      .chain((of) => fc.tuple(integerOperand(of, -2, 7), fc.integer({ min: 0, max: 6 })))
      .map(([x, classes]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: oneHot(a!, classes) }),
        expected: () => x.values.flatMap((index) => Array.from({ length: classes }, (_, c) => (c === index ? 1 : 0))),
      })),
  },
} satisfies Record<string, FunctionCase>;
