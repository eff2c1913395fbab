/** What a case of a composed function is: random instances of its use, each with the result by a formula of its own. */
import type fc from 'fast-check';
import type { Instance } from '../op-cases/op-case.ts';

export interface FunctionInstance extends Instance {
  /** The elements of the result, in float64, by code that shares nothing with the function. */
  expected(): readonly number[];
}

export interface FunctionCase {
  readonly instances: fc.Arbitrary<FunctionInstance>;
  /** Positions of operands that the result can be differentiated by. */
  readonly differentiable: readonly number[];
}
