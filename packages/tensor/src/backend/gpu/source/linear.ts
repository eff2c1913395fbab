/** Matrix products as kernels. */
import type { MatmulStep } from '../../../plan/plan.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';

export interface MatmulOptions {
  /** One cell for four neighbouring columns instead of one. */
  readonly packed: boolean;
  /** Leave out terms whose left factor is 0, for rows that are known to be sparse. */
  readonly skipZeros?: boolean;
  /** A last row of the result that holds the sums over the columns of b. */
  readonly columnSums?: boolean;
}

export type MatmulShape = Omit<MatmulStep, 'kind' | 'a' | 'b' | 'out'>;

export function matmulKernel(step: MatmulShape, a: Operand, b: Operand, options: MatmulOptions): HeavyKernel {
  const { batch, m, k, n, transposeA, transposeB, batchStrideA, batchStrideB } = step;
  const { packed, skipZeros = false, columnSums = false } = options;
  const width = packed && n % 4 === 0 ? 4 : 1;
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const rows = columnSums ? m + 1 : m;
  const column = (lane: number): string => (width === 1 ? 'this.thread.x' : `(this.thread.x * 4 + ${lane})`);
  const row = 'this.thread.y';
  /** Axes and coordinates of a factor, without the batch where all of it shares one matrix. */
  const factor = (stride: number, shape: readonly [number, number], at: readonly [string, string]) => ({
    shape: stride === 0 || batch === 1 ? shape : [batch, ...shape],
    at: stride === 0 || batch === 1 ? at : ['this.thread.z', ...at],
  });
  const left = transposeA ? factor(batchStrideA, [k, m], ['k', row]) : factor(batchStrideA, [m, k], [row, 'k']);
  const right = (lane: number) =>
    transposeB ? factor(batchStrideB, [n, k], [column(lane), 'k']) : factor(batchStrideB, [k, n], ['k', column(lane)]);
  return {
    name: `matmul ${batch > 1 ? `${batch}×` : ''}${m}×${k}×${n}${columnSums ? ' and column sums' : ''}`,
    shape: batch > 1 ? [batch, rows, n] : [rows, n],
    operands: [a, b],
    write(writer, finish) {
      const v = writer.element(a, left.shape, left.at);
      const factors = lanes.map((lane) => writer.element(b, right(lane).shape, right(lane).at));
      const finished = lanes.map((lane) =>
        finish(`s${lane}`, [...(batch > 1 ? ['this.thread.z'] : []), row, column(lane)]),
      );
      const terms = lanes.map((lane) => `  s${lane} += v * ${factors[lane]!.value};`);
      const body = [
        ...lanes.map((lane) => `let s${lane} = 0;`),
        `for (let k = 0; k < ${k}; k++) {`,
        // The last row of a product with column sums has ones for its left factors.
        ...(columnSums
          ? ['  let v = 1;', `  if (${row} < ${m}) {`, ...v.lines, `  v = ${v.value};`, '  }']
          : [...v.lines, `  const v = ${v.value};`]),
        ...(skipZeros ? ['  if (v !== 0) {'] : []),
        ...factors.flatMap(({ lines }) => lines),
        ...terms,
        ...(skipZeros ? ['  }'] : []),
        '}',
        ...finished.flatMap(({ lines }) => lines),
        width === 4 ? `return [${finished.map(({ value }) => value).join(', ')}];` : `return ${finished[0]!.value};`,
      ];
      return { body, output: [n / width, rows, ...(batch > 1 ? [batch] : [])], components: width, scalar: width === 4 };
    },
  };
}
