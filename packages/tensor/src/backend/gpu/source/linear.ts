/** Matrix products and reductions as kernels. */
import type { MatmulStep, ReduceStep } from '../../../plan/plan.ts';
import { kernelSource, type KernelSpec } from '../kernel-spec.ts';

/**
 * One cell for four neighbouring columns (`packed`) or one.
 * @param skipZeros leave out terms whose left factor is 0, for rows that are known to be sparse
 */
export function matmulKernel(step: Omit<MatmulStep, 'a' | 'b' | 'out'>, packed: boolean, skipZeros = false): KernelSpec {
  const { batch, m, k, n, transposeA, transposeB, batchStrideA, batchStrideB } = step;
  const width = packed && n % 4 === 0 ? 4 : 1;
  const [row, column] = ['this.thread.y', width === 4 ? 'this.thread.x * 4' : 'this.thread.x'];
  const matrix = (stride: number): string => (stride === 0 || batch === 1 ? '' : '[this.thread.z]');
  const left = `a0${matrix(batchStrideA)}${transposeA ? `[k][${row}]` : `[${row}][k]`}`;
  const right = (lane: number): string => {
    const at = lane === 0 ? column : `${column} + ${lane}`;
    return `a1${matrix(batchStrideB)}${transposeB ? `[${at}][k]` : `[k][${at}]`}`;
  };
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const dimensions = (stride: number, rows: number, columns: number): number[] =>
    stride === 0 || batch === 1 ? [columns, rows] : [columns, rows, batch];
  return {
    name: `matmul ${batch > 1 ? `${batch}×` : ''}${m}×${k}×${n}`,
    source: kernelSource(2, [
      ...lanes.map((lane) => `let s${lane} = 0;`),
      `for (let k = 0; k < ${k}; k++) {`,
      `  const v = ${left};`,
      ...(skipZeros ? ['  if (v !== 0) {'] : []),
      ...lanes.map((lane) => `  s${lane} += v * ${right(lane)};`),
      ...(skipZeros ? ['  }'] : []),
      '}',
      width === 4 ? 'return [s0, s1, s2, s3];' : 'return s0;',
    ]),
    inputs: [
      dimensions(batchStrideA, transposeA ? k : m, transposeA ? m : k),
      dimensions(batchStrideB, transposeB ? n : k, transposeB ? k : n),
    ],
    output: batch > 1 ? [n / width, m, batch] : [n / width, m],
    components: width,
    scalar: width === 4,
  };
}

/** Longest run that one cell sums: longer sums are split in two, which also keeps their rounding error small. */
const longestRun = 1024;

/** One kernel, or two where the axis is long: first the sums of `parts` stretches, then the sum of those. */
export function reduceKernels(step: ReduceStep): readonly KernelSpec[] {
  const { op, outer, length, inner } = step;
  if (op === 'argmax' || length <= longestRun) return [reduceKernel(step, 1)];
  const run = Math.ceil(Math.sqrt(length));
  const parts = Math.ceil(length / run);
  return [reduceKernel(step, parts), reduceKernel({ ...step, length: parts, outer, inner }, 1)];
}

const reductionBody: { readonly [K in ReduceStep['op']]: { readonly start: (first: string) => string[]; readonly next: string; readonly result: string } } = {
  sum: { start: () => ['let s = 0;'], next: 's += v;', result: 'return s;' },
  // A NaN wins over everything, which comparisons alone would not give.
  max: {
    start: (first) => [`let s = ${first};`, 'let bad = 0;'],
    next: 'if (v > s) { s = v; } bad = (v === v) ? bad : v;',
    result: 'return s + bad;',
  },
  argmax: {
    start: (first) => [`let s = ${first};`, 'let at = 0;'],
    next: 'const wins = (v > s) ? 1 : ((v === v) ? 0 : 1); if (s === s && wins > 0) { s = v; at = k; }',
    result: 'return at;',
  },
};

function reduceKernel({ op, outer, length, inner }: ReduceStep, parts: number): KernelSpec {
  const run = Math.ceil(length / parts);
  const { start, next, result } = reductionBody[op];
  const withInner = inner > 1;
  // Cells are [inner, parts, outer] without the axes of length 1.
  const axes = [...(withInner ? [inner] : []), ...(parts > 1 ? [parts] : []), outer];
  const names = ['this.thread.x', 'this.thread.y', 'this.thread.z'];
  const part = names[withInner ? 1 : 0]!;
  const outside = names[axes.length - 1]!;
  const at = (k: string): string => `a0[${outside}][${k}]${withInner ? '[this.thread.x]' : ''}`;
  const index = parts > 1 ? `${part} * ${run} + k` : 'k';
  const guarded = parts > 1 && length % run !== 0;
  const first = at(parts > 1 ? `${part} * ${run}` : '0');
  return {
    name: `${op} ${outer}×${length}×${inner}${parts > 1 ? ` in ${parts} parts` : ''}`,
    source: kernelSource(1, [
      ...start(first),
      `for (let k = 0; k < ${run}; k++) {`,
      ...(guarded ? [`if (${index} < ${length}) {`] : []),
      `const v = ${at(index)};`,
      next,
      ...(guarded ? ['}'] : []),
      '}',
      result,
    ]),
    inputs: [withInner ? [inner, length, outer] : [length, outer]],
    output: axes,
    components: 1,
    scalar: false,
  };
}
