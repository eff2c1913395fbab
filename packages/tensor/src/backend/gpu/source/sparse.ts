/** Rows without their zeros as kernels; `functions/sparse.ts` describes their layout. */
import { segmentWidth } from '../../../functions/sparse.ts';
import type { SparseGatherStep, SparseMatmulStep, SparseMatmulTransposedStep } from '../../../plan/plan.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';
import { clampedTo, type Writer } from './writer.ts';

export type SparseStep = SparseGatherStep | SparseMatmulStep | SparseMatmulTransposedStep;

export interface SparseOperands {
  readonly starts: Operand;
  readonly columns: Operand;
  readonly values: Operand;
  readonly indices: Operand;
  readonly entries: number;
}

const listed = ({ starts, columns, values, indices }: SparseOperands): Operand[] => [starts, columns, values, indices];

/** Declares `row`, the chosen row of the cell, kept within the rows there are, and gives readers of the three arrays. */
function chosenRow(writer: Writer, { rows, segments, count }: SparseStep, from: SparseOperands) {
  const index = writer.element(from.indices, [count], ['this.thread.y']);
  return {
    lines: [...index.lines, `const index = ${index.value};`, `const row = ${clampedTo('index', rows)};`],
    start: (at: string) => writer.element(from.starts, [rows * segments + 1], [at]).value,
    column: (at: string) => writer.element(from.columns, [from.entries], [at]).value,
    value: (at: string) => writer.element(from.values, [from.entries], [at]).value,
  };
}

/** The chosen rows with their zeros. Each cell looks for its column among the entries of its segment. */
export function sparseGatherKernel(step: SparseStep, from: SparseOperands): HeavyKernel {
  const { rows, count, columns, segments } = step;
  return {
    name: `gather ${count} of ${rows} sparse rows of ${columns}`,
    shape: [count, columns],
    operands: listed(from),
    write(writer, finish) {
      const { lines, start, column, value } = chosenRow(writer, step, from);
      const finished = finish('s', ['this.thread.y', 'this.thread.x']);
      const body = [
        ...lines,
        `const segment = row * ${segments} + Math.floor((this.thread.x + 0.5) / ${segmentWidth(columns, segments)});`,
        `const start = ${start('segment')};`,
        `const end = ${start('segment + 1')};`,
        'let s = 0;',
        'for (let at = start; at < end; at += 1) {',
        `  if (${column('at')} === this.thread.x) { s = ${value('at')}; }`,
        '}',
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [columns, count], components: 1, scalar: true };
    },
  };
}

/** Chosen rows · b [columns, n]. One cell for four neighbouring columns of b, or one. */
export function sparseMatmulKernel(
  step: SparseMatmulStep,
  from: SparseOperands,
  b: Operand,
  packed: boolean,
): HeavyKernel {
  const { count, columns, segments, n } = step;
  const width = packed && n % 4 === 0 ? 4 : 1;
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const at = (lane: number): string => (width === 1 ? 'this.thread.x' : `(this.thread.x * 4 + ${lane})`);
  return {
    name: `sparse matmul ${count}×${columns}×${n}`,
    shape: [count, n],
    operands: [...listed(from), b],
    write(writer, finish) {
      const { lines, start, column, value } = chosenRow(writer, step, from);
      const factors = lanes.map((lane) => writer.element(b, [columns, n], ['k', at(lane)]));
      const finished = lanes.map((lane) => finish(`s${lane}`, ['this.thread.y', at(lane)]));
      const body = [
        ...lines,
        `const start = ${start(`row * ${segments}`)};`,
        `const end = ${start(`row * ${segments} + ${segments}`)};`,
        ...lanes.map((lane) => `let s${lane} = 0;`),
        'for (let at = start; at < end; at += 1) {',
        `  const v = ${value('at')};`,
        `  const k = ${column('at')};`,
        ...factors.flatMap((factor) => factor.lines),
        ...lanes.map((lane) => `  s${lane} += v * ${factors[lane]!.value};`),
        '}',
        ...finished.flatMap((lane) => lane.lines),
        width === 4 ? `return [${finished.map((lane) => lane.value).join(', ')}];` : `return ${finished[0]!.value};`,
      ];
      return { body, output: [n / width, count], components: width, scalar: true };
    },
  };
}
