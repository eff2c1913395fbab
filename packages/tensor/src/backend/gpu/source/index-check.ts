/**
 * Indices checked by a kernel, where the host cannot look between launches: three numbers that keep the first fault
 * of a run, to be read with its results.
 */
import type { CheckedIndices } from '../program.ts';
import { indexError } from '../runner/index-check.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';

/** Which check failed (from 1; 0 is none), at which position, with which index. */
export const faultLength = 3;

/** The faults so far, or if there are none the first that the indices show; written in place. */
export function indexCheckKernel(
  checks: readonly (CheckedIndices & { readonly indices: Operand })[],
  faults: Operand,
): HeavyKernel {
  return {
    name: `index check of ${checks.map(({ op }) => op).join(', ')}`,
    shape: [faultLength],
    operands: [faults, ...checks.map(({ indices }) => indices)],
    write(writer) {
      const known = writer.element(faults, [faultLength], ['0']);
      const kept = writer.element(faults, [faultLength], ['this.thread.x']);
      const loops = checks.flatMap(({ indices, count, rows, fromEnd }, at) => {
        const k = `k${at}x`;
        const { lines, value } = writer.element(indices, [count], [k]);
        return [
          `for (let ${k} = 0; ${k} < ${count}; ${k}++) {`,
          ...lines,
          `  const v = ${value};`,
          // Written so that NaN is outside as well.
          `  const good = (v >= ${fromEnd ? -rows : 0}) ? ((v < ${rows}) ? 1 : 0) : 0;`,
          `  if (check < 1 && good < 1) { check = ${at + 1}; position = ${k}; index = v; }`,
          '}',
        ];
      });
      const body = [
        `const known = ${known.value};`,
        `const kept = ${kept.value};`,
        'let check = 0;',
        'let position = 0;',
        'let index = 0;',
        ...loops,
        'if (known > 0) { return kept; }',
        'return (this.thread.x < 1) ? check : ((this.thread.x < 2) ? position : index);',
      ];
      return { body, output: [faultLength], components: 1, scalar: true };
    },
  };
}

/** @throws IndexRangeError if the faults name one. */
export function throwFault(faults: ArrayLike<number>, checks: readonly CheckedIndices[]): void {
  const failed = checks[faults[0]! - 1];
  if (failed !== undefined) throw indexError(failed, faults[2]!, faults[1]!);
}
