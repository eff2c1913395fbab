/** Cases of the matrix products, dense and by rows without their zeros. */
import fc from 'fast-check';
import { RowCompressor } from '../../functions/sparse.ts';
import { record } from '../../tensor.ts';
import { dimension, integerOperand, type Operand, operand } from '../arbitrary.ts';
import { exact, summed } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

/** Random rows with about three zeros in four, compressed, and a choice among them. */
const sparseRows = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom(1, 2, 5, 17, 103, 105, 230), dimension)
  .chain(([rowCount, columns, count]) =>
    fc.record({
      columns: fc.constant(columns),
      dense: operand([rowCount, columns]).map(({ values }) =>
        values.map((v) => (Math.floor(v * 64) % 4 === 0 ? v : 0)),
      ),
      indices: integerOperand([count], 0, rowCount - 1),
      n: fc.constantFrom(0, 1, 3, 4, 10, 31, 32, 37, 64, 70),
    }),
  );

function sparse(op: 'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed'): OpCase {
  return {
    differentiable: op === 'sparseGather' ? [] : [4],
    instances: sparseRows
      .chain(({ columns, dense, indices, n }) => {
        const rowCount = dense.length / columns;
        const compressor = new RowCompressor(rowCount, columns, 4);
        compressor.append(Float32Array.from(dense));
        const { segments, entries, segmentStart, columnIndex, values } = compressor;
        const operands: Operand[] = [
          { shape: [segmentStart.length], dtype: 'i32', values: [...segmentStart] },
          { shape: [entries], dtype: 'i32', values: [...columnIndex.subarray(0, entries)] },
          { shape: [entries], dtype: 'f32', values: [...values.subarray(0, entries)] },
          indices,
        ];
        const rowsOfB = op === 'sparseMatmul' ? columns : indices.shape[0]!;
        const b = op === 'sparseGather' ? fc.constant([]) : operand([rowsOfB, n]).map((x) => [x]);
        return fc.tuple(fc.constant(operands), b, fc.constant({ columns, segments }), fc.constant(indices.shape[0]!));
      })
      .map(([operands, b, attributes, count]) => ({
        operands: [...operands, ...b],
        tolerance: op === 'sparseGather' ? exact : summed(op === 'sparseMatmul' ? attributes.columns : count, 16),
        build: (inputs) => ({ result: record(op, attributes, inputs) }),
      })),
  };
}

export const productCases = {
  matmul: {
    differentiable: [0, 1],
    instances: fc
      .tuple(fc.constantFrom(0, 1, 1, 2, 3), fc.boolean(), dimension, dimension, dimension, fc.boolean(), fc.boolean())
      .filter(([batch, , m, k, n]) => batch * (m * k + k * n) <= 3000)
      .chain(([batch, share, m, k, n, transposeA, transposeB]) => {
        const a = [batch, ...(transposeA ? [k, m] : [m, k])];
        const b = [share ? 1 : batch, ...(transposeB ? [n, k] : [k, n])];
        return fc.tuple(operand(a), operand(b), fc.constant({ transposeA, transposeB }), fc.constant(k));
      })
      .map(([a, b, attributes, k]) => ({
        operands: [a, b],
        tolerance: summed(k, 16),
        build: ([x, y]) => ({ result: record('matmul', attributes, [x!, y!]) }),
      })),
  },
  sparseGather: sparse('sparseGather'),
  sparseMatmul: sparse('sparseMatmul'),
  sparseMatmulTransposed: sparse('sparseMatmulTransposed'),
} satisfies Record<string, OpCase>;
