/** Costs of steps against counts by hand, above all those of sparse rows, which count entries and not zeros. */
import { describe, expect, it } from 'vitest';
import { input } from '../functions/creation.ts';
import { matmul } from '../functions/matmul.ts';
import { gather } from '../functions/selection.ts';
import { sparseGather, sparseInput } from '../functions/sparse.ts';
import { program } from '../graph/program.ts';
import type { Tensor } from '../tensor.ts';
import { stepCost } from './cost.ts';
import { plan } from './plan-program.ts';

function costs(inputs: readonly Tensor[], output: Tensor) {
  const planned = plan(program({ name: 'cost', inputs, outputs: { output } }));
  return planned.steps.map((step) => ({ kind: step.kind, ...stepCost(planned, step) }));
}

describe('stepCost', () => {
  it('of a product is two operations for each term, and each matrix once', () => {
    const [a, b] = [input('a', [4, 5]), input('b', [5, 3])];
    expect(costs([a, b], matmul(a, b))).toEqual([{ kind: 'matmul', flops: 2 * 4 * 5 * 3, bytes: 4 * (20 + 15 + 12) }]);
  });

  it('of a gather is the rows copied, not the table', () => {
    const [table, indices] = [input('table', [1000, 6]), input('indices', [7], 'i32')];
    expect(costs([table, indices], gather(table, indices))).toEqual([
      { kind: 'gather', flops: 0, bytes: 4 * (7 * 6 + 7 + 7 * 6) },
    ]);
  });

  it('of a sparse product counts the entries of the rows chosen', () => {
    // 100 rows with 1,200 entries: 12 a row. 784 columns make 4 segments.
    const rows = sparseInput('rows', { rows: 100, columns: 784, entries: 1200 });
    const [indices, b] = [input('indices', [10], 'i32'), input('b', [784, 3])];
    const inputs = [rows.segmentStart, rows.columnIndex, rows.values, indices, b];
    const entries = 12 * 10;
    const read = 2 * entries + 10 * (4 + 1) + 10;
    expect(costs(inputs, matmul(sparseGather(rows, indices), b))).toEqual([
      { kind: 'sparseMatmul', flops: 2 * entries * 3, bytes: 4 * (read + 784 * 3 + 10 * 3) },
    ]);
  });

  it('of a transposed sparse product counts them too', () => {
    const rows = sparseInput('rows', { rows: 100, columns: 784, entries: 1200 });
    const [indices, b] = [input('indices', [10], 'i32'), input('b', [10, 3])];
    const inputs = [rows.segmentStart, rows.columnIndex, rows.values, indices, b];
    const [cost] = costs(inputs, matmul(sparseGather(rows, indices), b, { transposeA: true }));
    expect(cost).toMatchObject({ kind: 'sparseMatmulTransposed', flops: 2 * 12 * 10 * 3 });
    expect(cost!.bytes).toBe(4 * (2 * 120 + 10 * 5 + 10 + 10 * 3 + 784 * 3));
  });
});
