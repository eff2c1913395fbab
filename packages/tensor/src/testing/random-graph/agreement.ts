/**
 * Compares a backend's results with several runs of the oracle: in float64, in float32, and in float32 with random
 * errors of rounding. Where these differ, so may a backend, by a few times as much; where they differ in kind (one is NaN,
 * infinite or another integer), rounding decides and the element says nothing.
 */

import type { DType } from '../../dtype.ts';
import type { OpName } from '../../op/op.ts';
import { type Arithmetic, disturbed, inFloat32, inFloat64, withoutZeros } from '../oracle/arithmetic.ts';
import { runOracle } from '../oracle/run.ts';
import type { Case64 } from '../oracle.ts';
import { roundoff, smallestNormal } from '../tolerance.ts';

export interface Expectation {
  /** The results of each run, all in the same order. */
  readonly runs: readonly (readonly ArrayLike<number>[])[];
  /** The largest magnitude of an i32 in the graph, in any step, before it is wrapped to 32 bits. */
  readonly largestInteger: number;
}

const sparseOps: ReadonlySet<OpName> = new Set(['sparseGather', 'sparseMatmul', 'sparseMatmulTransposed']);

/** Numbers below 2⁻¹²⁶ read as zero, as shader languages allow. */
const flushing: Arithmetic = {
  round: (x) => (Math.abs(x) < smallestNormal ? 0 * x : Math.fround(x)),
  approximate: (x) => flushing.round(x),
  sum: (terms) => flushing.round(inFloat32.sum(terms.map(flushing.round))),
  term: inFloat32.term,
  wrap: inFloat32.wrap,
};

/** What a case is expected to give on a device that keeps subnormal numbers or not. */
export function expectationOf(given: Case64, subnormals: boolean): Expectation {
  let largestInteger = 0;
  let sparse = false;
  const watch = (dtype: DType, elements: ArrayLike<number>): void => {
    if (dtype === 'i32') for (const x of Array.from(elements)) largestInteger = Math.max(largestInteger, Math.abs(x));
  };
  given.inputs.forEach(({ dtype }, at) => void watch(dtype, given.inputValues[at]!));
  given.variables.forEach(({ dtype }, at) => void watch(dtype, given.variableValues[at]!));
  const run = (arithmetic: Arithmetic): readonly ArrayLike<number>[] => {
    const wrap = (x: bigint): number => {
      watch('i32', [Number(x)]);
      return arithmetic.wrap(x);
    };
    return runOracle(given, { ...arithmetic, wrap }, ({ op, dtype }, elements) => {
      sparse ||= sparseOps.has(op);
      watch(dtype, elements);
    });
  };
  const runs = [inFloat32, inFloat64, disturbed(1), disturbed(2), disturbed(3)].map(run);
  if (!subnormals) runs.push(run(flushing));
  if (sparse) runs.push(run(withoutZeros));
  return { runs, largestInteger };
}

export interface Agreement {
  readonly compared: number;
  readonly skipped: number;
  /** The first element that is wrong, as a sentence. */
  readonly difference?: string;
}

/** @param integer which results are i32 */
export function compare(
  actual: readonly ArrayLike<number>[],
  { runs }: Expectation,
  integer: readonly boolean[],
): Agreement {
  let [compared, skipped] = [0, 0];
  for (const [result, values] of actual.entries()) {
    if (values.length !== runs[0]![result]!.length) {
      return { compared, skipped, difference: `result ${result} has ${values.length} elements` };
    }
    for (let at = 0; at < values.length; at++) {
      const wanted = runs.map((run) => run[result]![at]!);
      const bound = allowed(wanted, integer[result]!);
      if (bound === undefined) {
        skipped++;
        continue;
      }
      compared++;
      const [got, want] = [values[at]!, wanted[0]!];
      const right = Object.is(got, want) || Math.abs(got - want) <= bound;
      if (!right) {
        const difference = `element ${at} of result ${result} is ${got}, expected ${want} ± ${bound}`;
        return { compared, skipped, difference };
      }
    }
  }
  return { compared, skipped };
}

/** How far from the first of `wanted` a result may lie; undefined where rounding decides what kind of number it is. */
function allowed(wanted: readonly number[], integer: boolean): number | undefined {
  const [first] = wanted as [number];
  if (!Number.isFinite(first) || integer) return wanted.every((x) => Object.is(x, first)) ? 0 : undefined;
  if (!wanted.every(Number.isFinite)) return undefined;
  const spread = Math.max(...wanted) - Math.min(...wanted);
  // The difference of two runs says little where it happens to be small.
  return spread === 0 ? 0 : 8 * spread + 8 * roundoff * Math.abs(first) + smallestNormal;
}
