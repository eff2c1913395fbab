/**
 * The float64 oracle: the recorded graph, interpreted node by node by the rules in `oracle/`, which share no code with
 * the planner or a backend. A backend's result differs from it only by float32 rounding. Also the place where finite
 * differences are taken.
 */
import type { Variable } from '../tensor.ts';
import { inFloat64 } from './oracle/arithmetic.ts';
import { type OracleCase, runOracle } from './oracle/run.ts';

/** What the oracle runs. */
export type Case64 = OracleCase;

/** Runs a case in float64: the outputs of the last step, then the variables after it. */
export function run64(given: Case64): (Float64Array | Int32Array)[] {
  const dtypes = [...given.outputs, ...given.variables].map(({ dtype }: Variable | Case64['outputs'][number]) => dtype);
  return runOracle(given, inFloat64).map((values, at) =>
    dtypes[at] === 'i32' ? Int32Array.from(values) : Float64Array.from(values),
  );
}

/**
 * Central differences (f(x + h) − f(x − h)) / 2h of a scalar function, one element at a time.
 * With h = 1e-5 and values of order 1 the truncation error is about h² ≈ 1e-10 and the rounding error about
 * 1e-16 / h ≈ 1e-11, so agreement to 1e-6 leaves room for large higher derivatives.
 */
export function centralDifferences(f: (x: Float64Array) => number, at: Float64Array, h = 1e-5): Float64Array {
  return at.map((value, i) => {
    const shifted = (by: number): number => f(at.with(i, value + by));
    return (shifted(h) - shifted(-h)) / (2 * h);
  });
}
