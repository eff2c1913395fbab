/** Softmax, its logarithm and cross-entropy over rows as kernels. */
import type { RowsStep } from '../../../plan/plan.ts';
import type { Slot } from '../program.ts';
import { exponential } from './expression.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';
import { clampedTo, type Writer } from './writer.ts';

/** Rows up to this long are summed again by every cell; longer ones get a kernel for their maximum and sum first. */
export const shortRow = 32;

interface RowShape {
  readonly rows: number;
  readonly columns: number;
}

/** Declares `most`, the row's maximum, and `total`, Σ exp(x − most). A NaN makes `total` NaN. */
function rowStatistics(writer: Writer, logits: Operand, { rows, columns }: RowShape, row: string): string[] {
  const at = (column: string) => writer.element(logits, [rows, columns], [row, column]);
  const [first, next, again] = [at('0'), at('c'), at('c')];
  return [
    ...first.lines,
    `let most = ${first.value};`,
    `for (let c = 1; c < ${columns}; c++) {`,
    ...next.lines,
    `  const x = ${next.value};`,
    '  if (x > most) { most = x; }',
    '}',
    'let total = 0;',
    `for (let c = 0; c < ${columns}; c++) {`,
    ...again.lines,
    `  const d = ${again.value} - most;`,
    `  total += ${exponential('d')};`,
    '}',
  ];
}

const rowResult = {
  softmax: 'Math.exp(v - most) / total',
  logSoftmax: 'v - most - ((total === total) ? Math.log(total) : total)',
} as const;

/** Maximum and sum of each row, [rows, 2]. */
export function rowStatisticsKernel(shape: RowShape, logits: Operand): HeavyKernel {
  const { rows, columns } = shape;
  return {
    name: `maxima and sums of ${rows}×${columns}`,
    shape: [rows, 2],
    operands: [logits],
    write: (writer) => ({
      body: [
        ...rowStatistics(writer, logits, shape, 'this.thread.y'),
        'if (this.thread.x < 1) { return most; }',
        'return total;',
      ],
      output: [2, rows],
      components: 1,
      scalar: true,
    }),
  };
}

/** @param statistics the result of `rowStatisticsKernel`; without it every cell goes through its row */
export function rowsKernel(op: RowsStep['op'], shape: RowShape, logits: Operand, statistics?: Slot): HeavyKernel {
  const { rows, columns } = shape;
  const [row, column] = ['this.thread.y', 'this.thread.x'];
  return {
    name: `${op} ${rows}×${columns}`,
    shape: [rows, columns],
    operands: statistics === undefined ? [logits] : [logits, { slot: statistics }],
    write(writer, finish) {
      const own = writer.element(logits, [rows, columns], [row, column]);
      const known = (column_: string): string => writer.element({ slot: statistics! }, [rows, 2], [row, column_]).value;
      const finished = finish('y', [row, column]);
      const body = [
        ...(statistics === undefined
          ? rowStatistics(writer, logits, shape, row)
          : [`const most = ${known('0')};`, `const total = ${known('1')};`]),
        ...own.lines,
        `const v = ${own.value};`,
        `const y = ${rowResult[op]};`,
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [columns, rows], components: 1, scalar: false };
    },
  };
}

export function crossEntropyKernel(shape: RowShape, logits: Operand, labels: Operand): HeavyKernel {
  const { rows, columns } = shape;
  const row = 'this.thread.x';
  return {
    name: `cross-entropy ${rows}×${columns}`,
    shape: [rows],
    operands: [logits, labels],
    write(writer, finish) {
      const label = writer.element(labels, [rows], [row]);
      const chosen = writer.element(logits, [rows, columns], [row, 'column']);
      const finished = finish('y', [row]);
      const body = [
        ...rowStatistics(writer, logits, shape, row),
        ...label.lines,
        `const label = ${label.value};`,
        `const column = ${clampedTo('label', columns)};`,
        ...chosen.lines,
        'const log = (total === total) ? Math.log(total) : total;',
        `const y = log + most - ${chosen.value};`,
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: [rows], components: 1, scalar: true };
    },
  };
}
