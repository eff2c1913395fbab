/**
 * Every gradient rule against central differences, both in float64. A wrong rule is found here before any backend is
 * involved: the tolerance leaves only the differences' own error (see `centralDifferences`).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input } from '../functions/creation.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { toCase, toGradientCase, weightedSum, weightOf } from '../testing/conformance.ts';
import { opCases } from '../testing/op-cases/op-cases.ts';
import { centralDifferences, run64 } from '../testing/oracle.ts';
import { findDifference } from '../testing/tolerance.ts';
import type { OpName } from './op.ts';

const differentiable = (Object.keys(opCases) as OpName[]).filter((op) => opCases[op].differentiable.length > 0);

/** Central differences cost two runs for each element, so only small instances are used. */
const small = 24;

describe('gradient rules', () => {
  it.each(differentiable)('%s agrees with central differences', (op) => {
    const instances = opCases[op].instances.filter(({ operands }) =>
      operands.every(({ values }) => values.length <= small),
    );
    fc.assert(
      fc.property(instances, (instance) => {
        const analytic = run64(toGradientCase(instance, opCases[op].differentiable));
        const given = toCase(instance);
        const [result] = given.outputs as readonly [Tensor];
        const weights = input('weights', result.shape);
        const outputs = [weightedSum(result, weights)];
        opCases[op].differentiable.forEach((position, at) => {
          const loss = (x: Float64Array): number => {
            const inputValues = [...given.inputValues.with(position, [...x]), weightOf(sizeOf(result.shape))];
            return run64({ ...given, inputs: [...given.inputs, weights], inputValues, outputs })[0]![0]!;
          };
          const numeric = centralDifferences(loss, Float64Array.from(given.inputValues[position]!));
          expect(
            findDifference(analytic[at]!, numeric, { absolute: 1e-6, relative: 1e-5 }),
            `operand ${position}`,
          ).toBeUndefined();
        });
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});
