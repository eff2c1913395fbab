/**
 * Indices checked by a kernel, where the host cannot look between launches: three numbers that keep the first fault
 * of a run, to be read with its results.
 */
import { IndexRangeError } from '../../../errors.ts';
import { kernelSource, type KernelSpec } from '../kernel-spec.ts';

export interface CheckedIndices {
  readonly op: string;
  readonly count: number;
  readonly rows: number;
}

/** Which check failed (from 1; 0 is none), at which position, with which index. */
export const faultLength = 3;

/** Inputs: the faults so far, then the indices of each check. Output: the faults, in place. */
export function indexCheckKernel(checks: readonly CheckedIndices[], lengths: readonly number[]): KernelSpec {
  const loops = checks.flatMap(({ count, rows }, at) => [
    `for (let k = 0; k < ${count}; k++) {`,
    `  const v = a${at + 1}[k];`,
    `  if (check < 1 && (v < 0 || v >= ${rows})) { check = ${at + 1}; position = k; index = v; }`,
    '}',
  ]);
  return {
    name: `index check of ${checks.map(({ op }) => op).join(', ')}`,
    source: kernelSource(checks.length + 1, [
      'const known = a0[0];',
      'const kept = a0[this.thread.x];',
      'let check = 0;',
      'let position = 0;',
      'let index = 0;',
      ...loops,
      'if (known > 0) { return kept; }',
      'return (this.thread.x < 1) ? check : ((this.thread.x < 2) ? position : index);',
    ]),
    inputs: [[faultLength], ...lengths.map((length) => [length])],
    output: [faultLength],
    components: 1,
    scalar: true,
  };
}

/** @throws IndexRangeError if the faults name one. */
export function throwFault(faults: ArrayLike<number>, checks: readonly CheckedIndices[]): void {
  const failed = checks[faults[0]! - 1];
  if (failed !== undefined) throw new IndexRangeError(failed.op, faults[2]!, faults[1]!, failed.rows);
}
