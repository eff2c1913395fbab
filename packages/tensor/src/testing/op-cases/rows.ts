/** Cases of the row-wise kernels over [rows, columns]. */
import fc from 'fast-check';
import { softmaxCrossEntropy } from '../../functions/classification.ts';
import type { Shape } from '../../shape.ts';
import { record } from '../../tensor.ts';
import { dimension, integerOperand, operand } from '../arbitrary.ts';
import { type Tolerance, transcendental } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

const matrix = (minimumColumns: number): fc.Arbitrary<Shape> =>
  fc.tuple(
    dimension,
    dimension.filter((d) => d >= minimumColumns),
  );

function rows(op: 'softmax' | 'logSoftmax', tolerance: Tolerance): OpCase {
  return {
    differentiable: [0],
    instances: matrix(1)
      .chain((of) => operand(of))
      .map((x) => ({
        operands: [x],
        tolerance,
        build: ([a]) => ({ result: record(op, {}, [a!]) }),
      })),
  };
}

export const rowCases = {
  softmax: rows('softmax', transcendental(40)),
  logSoftmax: rows('logSoftmax', { absolute: 1e-6, relative: 1e-6 }),
  softmaxCrossEntropy: {
    differentiable: [0],
    instances: matrix(1)
      .chain((of) => fc.tuple(operand(of), integerOperand([of[0]!], 0, of[1]! - 1)))
      .map((operands) => ({
        operands,
        // log Σ exp of values within [−4, 4], less a logit: a few roundings of numbers up to 8.
        tolerance: { absolute: 4e-6, relative: 1e-6 },
        build: ([logits, labels]) => ({ result: softmaxCrossEntropy(logits!, labels!) }),
      })),
  },
} satisfies Record<string, OpCase>;
