/** What a case of an op is: random instances of its use, and how exact the result must be. */
import type fc from 'fast-check';
import type { Tensor, Variable } from '../../tensor.ts';
import type { Operand } from '../arbitrary.ts';
import type { Tolerance } from '../tolerance.ts';

export interface Instance {
  readonly operands: readonly Operand[];
  /** Initial values of state variables; none by default. */
  readonly variables?: readonly Operand[];
  /** Runs of the program; 1 by default. */
  readonly steps?: number;
  readonly tolerance: Tolerance;
  build(inputs: readonly Tensor[], variables: readonly Variable[]): { result?: Tensor; updates?: readonly Tensor[] };
}

export interface OpCase {
  readonly instances: fc.Arbitrary<Instance>;
  /** Positions of operands that the result can be differentiated by. */
  readonly differentiable: readonly number[];
}
