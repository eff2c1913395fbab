/**
 * Every gradient rule, and those of composed functions, against central differences, both in float64. A wrong rule is found here before any backend is
 * involved: the tolerance leaves only the differences' own error (see `centralDifferences`).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input } from '../functions/creation.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { toCase, toGradientCase, weightedSum, weightOf } from '../testing/conformance.ts';
import { functionCases } from '../testing/function-cases/function-cases.ts';
import type { OpCase } from '../testing/op-cases/op-case.ts';
import { opCases } from '../testing/op-cases/op-cases.ts';
import { centralDifferences, run64 } from '../testing/oracle.ts';
import { findDifference } from '../testing/tolerance.ts';

const cases: Readonly<Record<string, OpCase>> = { ...opCases, ...functionCases };
const differentiable = Object.keys(cases).filter((name) => cases[name]!.differentiable.length > 0);

/** Central differences cost two runs for each element, so only small instances are used. */
const small = 24;

describe('gradient rules', () => {
  it.each(differentiable)('%s agrees with central differences', (name) => {
    const { differentiable: positions, instances: all } = cases[name]!;
    const instances = all.filter(({ operands }) => operands.every(({ values }) => values.length <= small));
    fc.assert(
      fc.property(instances, (instance) => {
        const analytic = run64(toGradientCase(instance, positions));
        const given = toCase(instance);
        const [result] = given.outputs as readonly [Tensor];
        const weights = input('weights', result.shape);
        const outputs = [weightedSum(result, weights)];
        positions.forEach((position, at) => {
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
