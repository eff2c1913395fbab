/** Cases of the writes of state at the end of a step, and of the step size that goes with them. */
import fc from 'fast-check';
import { add, mul } from '../../functions/elementwise.ts';
import { adamStepSize, adamUpdate, assign, momentumUpdate } from '../../functions/update.ts';
import { operand, positiveOperand, scalarOperand, shape } from '../arbitrary.ts';
import { rounded } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

export const updateCases = {
  adamStepSize: {
    differentiable: [],
    instances: fc
      .tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.integer({ min: 1, max: 100000 }))
      .map(([rate, t]) => ({
        operands: [scalarOperand(Math.fround(rate)), scalarOperand(t, 'i32')],
        tolerance: rounded(1),
        build: ([learningRate, step]) => ({ result: adamStepSize(learningRate!, step!, { beta1: 0.9, beta2: 0.999 }) }),
      })),
  },
  assign: {
    differentiable: [],
    instances: shape(2)
      .chain((of) => fc.tuple(operand(of), operand(of), operand(of)))
      .map(([a, b, c]) => ({
        operands: [c],
        variables: [a, b],
        steps: 3,
        tolerance: rounded(4),
        // The two variables read each other's value from before the step.
        build: ([x], [u, v]) => ({
          result: u!.tensor,
          updates: [assign(u!, add(v!.tensor, mul(x!, 0.5))), assign(v!, u!.tensor)],
        }),
      })),
  },
  adamUpdate: {
    differentiable: [],
    instances: shape(2)
      .chain((of) => fc.tuple(operand(of), operand(of), operand(of), positiveOperand(of)))
      .map(([gradient, ...variables]) => ({
        operands: [gradient, scalarOperand(0.125)],
        variables,
        steps: 3,
        tolerance: { absolute: 1e-6, relative: 1e-6 },
        build: ([g, stepSize], [parameter, m, v]) => ({
          updates: [
            adamUpdate({ parameter: parameter!, m: m!, v: v! }, g!, stepSize!, {
              beta1: 0.9,
              beta2: 0.999,
              epsilon: 1e-7,
            }),
          ],
        }),
      })),
  },
  momentumUpdate: {
    differentiable: [],
    instances: fc
      .tuple(
        shape(2).chain((of) => fc.tuple(operand(of), operand(of), operand(of))),
        fc.boolean(),
      )
      .map(([[gradient, ...variables], nesterov]) => ({
        operands: [gradient, scalarOperand(0.125)],
        variables,
        steps: 3,
        tolerance: { absolute: 2e-6, relative: 1e-6 },
        build: ([g, learningRate], [parameter, velocity]) => ({
          updates: [
            momentumUpdate({ parameter: parameter!, velocity: velocity! }, g!, learningRate!, {
              momentum: 0.9,
              nesterov,
            }),
          ],
        }),
      })),
  },
} satisfies Record<string, OpCase>;
