/** Sums, maxima and their positions along an axis as kernels. */
import type { ReduceStep } from '../../../plan/plan.ts';
import { largestExact } from '../integers.ts';
import type { HeavyKernel } from './heavy.ts';
import type { Operand } from './node.ts';

/** Longest run that one cell sums: longer sums are split in two, which also keeps their rounding error small. */
const longestRun = 1024;

export type ReduceShape = Omit<ReduceStep, 'kind' | 'input' | 'out'>;

export interface ReduceOptions {
  /** In how many parts to reduce first; 1 by default. */
  readonly parts?: number;
  /** A sum of integers that may leave what is exact, and is NaN then. */
  readonly guarded?: boolean;
  /** Integers that may be NaN, of which an argmax is NaN as well. */
  readonly doubtful?: boolean;
}

/** In how many parts to reduce first; 1 where one kernel does. */
export function reductionParts({ op, length }: ReduceShape): number {
  if (op === 'argmax' || length <= longestRun) return 1;
  return Math.ceil(length / Math.ceil(Math.sqrt(length)));
}

interface Reduction {
  readonly start: (first: string) => string[];
  readonly next: string;
  readonly result: string;
}

const reductions: { readonly [K in ReduceStep['op']]: Reduction } = {
  sum: { start: () => ['let s = 0;'], next: 's += v;', result: 's' },
  // A NaN wins over everything, which comparisons alone would not give.
  max: {
    start: (first) => [`let s = ${first};`, 'let bad = 0;'],
    next: 'if (v > s) { s = v; } bad = (v === v) ? bad : v;',
    result: '(s + bad)',
  },
  argmax: {
    start: (first) => [`let s = ${first};`, 'let at = 0;'],
    next: 'const wins = (v > s) ? 1 : ((v === v) ? 0 : 1); if (s === s && wins > 0) { s = v; at = k; }',
    result: 'at',
  },
};

/** A sum of integers that are exact as long as every partial sum is. */
const guardedSum: Reduction = {
  start: () => ['let s = 0;', 'let most = 0;'],
  next: 's += v; most = (Math.abs(s) > most) ? Math.abs(s) : most;',
  result: `((most < ${largestExact}) ? s : (most - most) / (most - most))`,
};

/** [outer, length, inner] → [outer, parts, inner], without the parts where there is one. */
export function reduceKernel(
  { op, outer, length, inner }: ReduceShape,
  input: Operand,
  { parts = 1, guarded = false, doubtful = false }: ReduceOptions = {},
): HeavyKernel {
  const run = Math.ceil(length / parts);
  const { start, next, result } = guarded
    ? guardedSum
    : doubtful && op === 'argmax'
      ? { ...reductions.argmax, result: '((s === s) ? at : s)' }
      : reductions[op];
  const axes = [
    { length: outer },
    ...(parts > 1 ? [{ length: parts }] : []),
    ...(inner > 1 ? [{ length: inner }] : []),
  ];
  const names = ['this.thread.x', 'this.thread.y', 'this.thread.z'].slice(0, axes.length).reverse();
  const [outside, part, inside] = [names[0]!, names[1]!, inner > 1 ? names.at(-1)! : '0'];
  const split = parts > 1;
  const shape = inner > 1 ? [outer, length, inner] : [outer, length];
  const coordinates = (k: string): string[] => [outside, k, ...(inner > 1 ? [inside] : [])];
  return {
    name: `${op} ${outer}×${length}×${inner}${split ? ` in ${parts} parts` : ''}`,
    shape: axes.map((axis) => axis.length),
    operands: [input],
    write(writer, finish) {
      const first = writer.element(input, shape, coordinates(split ? `(${part} * ${run})` : '0'));
      const element = writer.element(input, shape, coordinates(split ? `(${part} * ${run} + k)` : 'k'));
      const ragged = split && length % run !== 0;
      const finished = finish(result, names);
      const body = [
        ...(op === 'sum' ? [] : first.lines),
        ...start(first.value),
        `for (let k = 0; k < ${run}; k++) {`,
        ...(ragged ? [`if (${part} * ${run} + k < ${length}) {`] : []),
        ...element.lines,
        `const v = ${element.value};`,
        next,
        ...(ragged ? ['}'] : []),
        '}',
        ...finished.lines,
        `return ${finished.value};`,
      ];
      return { body, output: axes.map((axis) => axis.length).reverse(), components: 1, scalar: false };
    },
  };
}
