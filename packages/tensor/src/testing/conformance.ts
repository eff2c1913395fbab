/**
 * The contract of a backend as tests: every op forward and backward against the float64 oracle over random shapes,
 * edge values, and the behaviour of device buffers and executables. Every backend runs the whole of it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../backend/device.ts';
import { input } from '../functions/creation.ts';
import { mul } from '../functions/elementwise.ts';
import { sum } from '../functions/reduction.ts';
import { gradient } from '../graph/gradient.ts';
import type { OpName } from '../op/op.ts';
import { sizeOf } from '../shape.ts';
import { type Tensor, Variable } from '../tensor.ts';
import type { Operand } from './arbitrary.ts';
import { describeDeviceContract } from './device-contract.ts';
import { describeEdgeValues } from './edge-values.ts';
import { functionCases } from './function-cases/function-cases.ts';
import type { Instance } from './op-cases/op-case.ts';
import { opCases } from './op-cases/op-cases.ts';
import { type Case64, run64 } from './oracle.ts';
import { describeRandomGraphs } from './random-graphs.ts';
import { runCase } from './run-case.ts';
import { describeSlotValues } from './slot-values.ts';
import { findDifference, roundoff, type Tolerance } from './tolerance.ts';

export interface ConformanceOptions {
  /** Random instances of each op; 40 by default, fewer for a slow backend. */
  readonly runs?: number;
  /** Random programs; four for each run by default. */
  readonly randomGraphs?: number;
  /** Seed of the random instances; fixed so that a failure repeats. */
  readonly seed?: number;
  /** Integers beyond this, which the backend cannot hold, are left out or may be refused; all 32 bits by default. */
  readonly largestInteger?: number;
  /** Whether subnormal operands are among the edge values; true by default, false where a device reads them as zero. */
  readonly subnormals?: boolean;
  /** Beyond this the backend gives NaN for a sine or cosine; none by default. */
  readonly largestAngle?: number;
  /** Whether div and sqrt are correctly rounded; true by default. */
  readonly roundsCorrectly?: boolean;
}

/** Five units in the last place: WGSL's 2.5 of a division and 2 of the inverse square root that may make a root. */
const shaderRounding = 10 * roundoff;

/** Declares the suite for the backend that `open` opens. */
export function describeConformance(name: string, open: () => Promise<Device>, options: ConformanceOptions = {}): void {
  const { runs = 40, randomGraphs = 4 * runs, seed = 7 } = options;
  const { largestInteger = 2 ** 31, subnormals = true, largestAngle = Infinity, roundsCorrectly = true } = options;
  const fits = ({ operands }: Instance): boolean =>
    operands.every(
      ({ dtype, values }) => dtype === 'f32' || values.every((value) => Math.abs(value) <= largestInteger),
    );
  describe(`conformance of ${name}`, () => {
    let device: Device;
    beforeAll(async () => {
      device = await open();
    });
    afterAll(async () => {
      await device.dispose();
    });

    const itHasGradients = (instances: fc.Arbitrary<Instance>, differentiable: readonly number[]): void => {
      it('has the gradient that float64 has', async () => {
        await fc.assert(
          fc.asyncProperty(instances.filter(fits), async (instance) => {
            const given = toGradientCase(instance, differentiable);
            expectClose(await runCase(device, given), run64(given), gradientTolerance(instance));
          }),
          { numRuns: runs, seed },
        );
      });
    };

    describe.each(Object.keys(opCases) as OpName[])('%s', (op) => {
      const { instances, differentiable } = opCases[op];
      it('agrees with float64', async () => {
        await fc.assert(
          fc.asyncProperty(instances.filter(fits), async (instance) => {
            const given = toCase(instance);
            expectClose(await runCase(device, given), run64(given), {
              absolute: instance.tolerance.absolute,
              relative:
                instance.tolerance.relative + (roundsCorrectly || (op !== 'div' && op !== 'sqrt') ? 0 : shaderRounding),
            });
          }),
          { numRuns: runs, seed },
        );
      });
      if (differentiable.length > 0) itHasGradients(instances, differentiable);
    });

    describe.each(Object.keys(functionCases))('%s', (name) => {
      const { instances, differentiable } = functionCases[name]!;
      it('agrees with its formula', async () => {
        await fc.assert(
          fc.asyncProperty(instances.filter(fits), async (instance) => {
            expectClose(await runCase(device, toCase(instance)), [instance.expected()], instance.tolerance);
          }),
          { numRuns: runs, seed },
        );
      });
      if (differentiable.length > 0) itHasGradients(instances, differentiable);
    });
    if (randomGraphs > 0)
      describeRandomGraphs(() => device, {
        runs: randomGraphs,
        seed,
        subnormals,
        // What holds all 32 bits wraps around; what does not refuses.
        largestInteger: largestInteger < 2 ** 31 ? largestInteger : Infinity,
      });
    describeEdgeValues(() => device, { subnormals, largestInteger, largestAngle });
    describeSlotValues(() => device);
    describeDeviceContract(() => device);
  });
}

/** Gradients multiply and sum a few more values than the result does; all are of order 10 or below. */
function gradientTolerance({ tolerance, operands }: Instance): Tolerance {
  const terms = Math.max(1, ...operands.map(({ values }) => values.length));
  return { absolute: 8 * tolerance.absolute + 4e-6 * Math.sqrt(terms), relative: 8 * tolerance.relative + 4e-6 };
}

function expectClose(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  tolerance: Tolerance,
): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, at) => {
    expect(findDifference(values, expected[at]!, tolerance), `result ${at}`).toBeUndefined();
  });
}

const asInput = (x: Operand, at: number): Tensor => input(`operand${at}`, x.shape, x.dtype);

/** An instance with its inputs and variables made. */
export function toCase(instance: Instance): Case64 {
  const inputs = instance.operands.map(asInput);
  const variables = (instance.variables ?? []).map((x, at) => new Variable(`variable${at}`, x.shape, x.dtype));
  const { result, updates = [] } = instance.build(inputs, variables);
  return {
    inputs,
    inputValues: instance.operands.map(({ values }) => values),
    variables,
    variableValues: (instance.variables ?? []).map(({ values }) => values),
    outputs: result === undefined ? [] : [result],
    updates,
    steps: instance.steps ?? 1,
  };
}

/** A scalar made of every element of the result, each with a weight of its own, so that no gradient cancels. */
export function weightedSum(result: Tensor, weights: Tensor): Tensor {
  return sum(mul(result, weights));
}

/** Weights 0.25 … 1.75 that differ from element to element. */
export const weightOf = (count: number): number[] => Array.from({ length: count }, (_, i) => 0.25 + ((i * 7) % 13) / 8);

/** The case whose outputs are the gradients of a weighted sum by the chosen operands. */
export function toGradientCase(instance: Instance, differentiable: readonly number[]): Case64 {
  const given = toCase(instance);
  const [result] = given.outputs as readonly [Tensor];
  const weights = input('weights', result.shape);
  const loss = weightedSum(result, weights);
  return {
    ...given,
    inputs: [...given.inputs, weights],
    inputValues: [...given.inputValues, weightOf(sizeOf(result.shape))],
    outputs: gradient(
      loss,
      differentiable.map((position) => given.inputs[position]!),
    ),
  };
}
