/**
 * Optimizer slots at the edge of what is kept: one that has become smaller than `smallestSlot` is 0, the next larger is
 * kept, NaN stays, and the parameters move by what the slots say.
 */
import { describe, expect, it } from 'vitest';
import type { Device } from '../backend/device.ts';
import { input } from '../functions/creation.ts';
import { adamUpdate, momentumUpdate, smallestSlot } from '../functions/update.ts';
import { Variable } from '../tensor.ts';
import type { Case64 } from './oracle.ts';
import { runCase } from './run-case.ts';
import { findDifference, rounded } from './tolerance.ts';

/** Seven, so that kernels of four lanes meet a tail. */
const slots = [smallestSlot / 2, -smallestSlot / 2, 2 * smallestSlot, -2 * smallestSlot, Number.NaN, 0, 1];
const zeros = slots.map(() => 0);
/** What is kept of a slot from step to step: exact in float32. */
const decay = 0.75;
const decayed = (value: number): number => (Math.abs(value * decay) < smallestSlot ? 0 : value * decay);

export function describeSlotValues(device: () => Device): void {
  const count = slots.length;
  const gradient = input('gradient', [count]);
  const rate = input('rate', []);
  const given = (
    variables: readonly Variable[],
    variableValues: Case64['variableValues'],
  ): Omit<Case64, 'updates'> => ({
    inputs: [gradient, rate],
    inputValues: [zeros, [0]],
    variables,
    variableValues,
    outputs: [],
    steps: 1,
  });
  const expectClose = (actual: ArrayLike<number>, expected: readonly number[]): void => {
    // Relative to each value: the smallest kept is far below any absolute tolerance.
    expect(findDifference(actual, expected, { ...rounded(2), absolute: 0 })).toBeUndefined();
  };

  describe('slots too small to keep', () => {
    it('of Adam', async () => {
      const [parameter, m, v] = ['parameter', 'm', 'v'].map((name) => new Variable(name, [count])) as [
        Variable,
        Variable,
        Variable,
      ];
      const squares = slots.map(Math.abs);
      const updates = [adamUpdate({ parameter, m, v }, gradient, rate, { beta1: decay, beta2: decay, epsilon: 1e-7 })];
      const [, first, second] = await runCase(device(), {
        ...given([parameter, m, v], [zeros, slots, squares]),
        updates,
      });
      expectClose(first!, slots.map(decayed));
      expectClose(second!, squares.map(decayed));
    });

    it('of momentum', async () => {
      const [parameter, velocity] = ['parameter', 'velocity'].map((name) => new Variable(name, [count])) as [
        Variable,
        Variable,
      ];
      const updates = [momentumUpdate({ parameter, velocity }, gradient, rate, { momentum: decay })];
      const [moved, kept] = await runCase(device(), { ...given([parameter, velocity], [zeros, slots]), updates });
      const expected = slots.map(decayed);
      expectClose(kept!, expected);
      expectClose(moved!, expected);
    });
  });
}
