/** Softmax, its logarithm and cross-entropy over rows. */
import type { CrossEntropyStep, RowsStep } from '../../../plan/plan.ts';
import { kernelSource, type KernelSpec } from '../kernel-spec.ts';
import { exponential } from './elementwise.ts';

/** Rows up to this long are summed again by every cell; longer ones get a kernel for their maximum and sum first. */
const shortRow = 32;

/** Declares `most`, the row's maximum, and `total`, Σ exp(x − most). A NaN makes `total` NaN. */
const rowStatistics = (row: string, columns: number): string[] => [
  `let most = a0[${row}][0];`,
  `for (let c = 1; c < ${columns}; c++) {`,
  `  const v = a0[${row}][c];`,
  '  if (v > most) { most = v; }',
  '}',
  'let total = 0;',
  `for (let c = 0; c < ${columns}; c++) {`,
  `  const d = a0[${row}][c] - most;`,
  `  total += ${exponential('d')};`,
  '}',
];

const rowResult = { softmax: 'Math.exp(v - most) / total', logSoftmax: 'v - most - ((total === total) ? Math.log(total) : total)' } as const;

/** Kernels of a row step; where there are two, the second reads the rows and the result of the first. */
export function rowKernels({ op, rows, columns }: RowsStep): readonly KernelSpec[] {
  const name = `${op} ${rows}×${columns}`;
  const shape = { output: [columns, rows], components: 1, scalar: false } as const;
  const value = ['const v = a0[this.thread.y][this.thread.x];', `return ${rowResult[op]};`];
  if (columns <= shortRow) {
    const source = kernelSource(1, [...rowStatistics('this.thread.y', columns), ...value]);
    return [{ name, source, inputs: [[columns, rows]], ...shape }];
  }
  const statistics: KernelSpec = {
    name: `${name} maxima and sums`,
    source: kernelSource(1, [...rowStatistics('this.thread.y', columns), 'if (this.thread.x < 1) { return most; }', 'return total;']),
    inputs: [[columns, rows]],
    output: [2, rows],
    components: 1,
    scalar: true,
  };
  const source = kernelSource(2, ['const most = a1[this.thread.y][0];', 'const total = a1[this.thread.y][1];', ...value]);
  return [statistics, { name, source, inputs: [[columns, rows], [2, rows]], ...shape }];
}

export function crossEntropyKernel({ rows, columns }: CrossEntropyStep): KernelSpec {
  return {
    name: `cross-entropy ${rows}×${columns}`,
    source: kernelSource(2, [
      ...rowStatistics('this.thread.x', columns),
      'const label = a1[this.thread.x];',
      `const column = (label < 0) ? 0 : ((label > ${columns - 1}) ? ${columns - 1} : label);`,
      'const log = (total === total) ? Math.log(total) : total;',
      'return log + most - a0[this.thread.x][column];',
    ]),
    inputs: [[columns, rows], [rows]],
    output: [rows],
    components: 1,
    scalar: true,
  };
}
