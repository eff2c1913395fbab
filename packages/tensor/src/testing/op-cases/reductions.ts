/** Cases of the reductions over the middle axis of [outer, length, inner]. */
import fc from 'fast-check';
import { type Shape, sizeOf } from '../../shape.ts';
import { record } from '../../tensor.ts';
import { dimension, distinctOperand, operand } from '../arbitrary.ts';
import { exact, summed } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

const threeAxes = (minimum: number): fc.Arbitrary<Shape> =>
  fc
    .tuple(
      dimension,
      dimension.filter((d) => d >= minimum),
      dimension,
    )
    .filter((s) => sizeOf(s) <= 1500);

function reduction(op: 'sum' | 'max' | 'argmax', differentiable: boolean): OpCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: threeAxes(op === 'sum' ? 0 : 1)
      .chain((of) => (op === 'sum' ? operand(of) : distinctOperand(of)))
      .map((x) => ({
        operands: [x],
        tolerance: op === 'sum' ? summed(x.shape[1]!, 4) : exact,
        build: ([a]) => ({ result: record(op, {}, [a!]) }),
      })),
  };
}

export const reductionCases = {
  sum: reduction('sum', true),
  max: reduction('max', true),
  argmax: reduction('argmax', false),
} satisfies Record<string, OpCase>;
