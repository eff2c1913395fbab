/** Rows without their zeros as kernels; `functions/sparse.ts` describes their layout. */
import { segmentWidth } from '../../../functions/sparse.ts';
import type { SparseGatherStep, SparseMatmulStep, SparseMatmulTransposedStep } from '../../../plan/plan.ts';
import { kernelSource, type KernelSpec } from '../kernel-spec.ts';

type SparseStep = SparseGatherStep | SparseMatmulStep | SparseMatmulTransposedStep;

/** Declares `row`, the chosen row of the cell, kept within the rows there are. */
const chosenRow = (rows: number): string[] => [
  'const index = a3[this.thread.y];',
  `const row = (index < 0) ? 0 : ((index > ${rows - 1}) ? ${rows - 1} : index);`,
];

const rowInputs = ({ rows, segments, count }: SparseStep, entries: number): number[][] => [
  [rows * segments + 1],
  [entries],
  [entries],
  [count],
];

/** Inputs: starts, columns, values, indices. Each cell looks for its column among the entries of its segment. */
export function sparseGatherKernel(step: SparseStep, entries: number): KernelSpec {
  const { rows, count, columns, segments } = step;
  return {
    name: `gather ${count} of ${rows} sparse rows of ${columns}`,
    source: kernelSource(4, [
      ...chosenRow(rows),
      `const segment = row * ${segments} + Math.floor((this.thread.x + 0.5) / ${segmentWidth(columns, segments)});`,
      'const start = a0[segment];',
      'const end = a0[segment + 1];',
      'let s = 0;',
      'for (let at = start; at < end; at += 1) {',
      '  if (a1[at] === this.thread.x) { s = a2[at]; }',
      '}',
      'return s;',
    ]),
    inputs: rowInputs(step, entries),
    output: [columns, count],
    components: 1,
    scalar: true,
  };
}

/** Inputs: starts, columns, values, indices, b [columns, n]. One cell for four neighbouring columns of b, or one. */
export function sparseMatmulKernel(step: SparseMatmulStep, entries: number, packed: boolean): KernelSpec {
  const { rows, count, columns, segments, n } = step;
  const width = packed && n % 4 === 0 ? 4 : 1;
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const column = (lane: number): string => (width === 1 ? 'this.thread.x' : `this.thread.x * 4 + ${lane}`);
  return {
    name: `sparse matmul ${count}×${columns}×${n}`,
    source: kernelSource(5, [
      ...chosenRow(rows),
      `const start = a0[row * ${segments}];`,
      `const end = a0[row * ${segments} + ${segments}];`,
      ...lanes.map((lane) => `let s${lane} = 0;`),
      'for (let at = start; at < end; at += 1) {',
      '  const v = a2[at];',
      '  const k = a1[at];',
      ...lanes.map((lane) => `  s${lane} += v * a4[k][${column(lane)}];`),
      '}',
      width === 4 ? 'return [s0, s1, s2, s3];' : 'return s0;',
    ]),
    inputs: [...rowInputs(step, entries), [n, columns]],
    output: [n / width, count],
    components: width,
    scalar: true,
  };
}
