/**
 * How a step's work falls into units, and which of them a thread takes. A thread has the same units in every run, and
 * steps over the same rows are cut at the same rows, so that what a thread reads is what it wrote, still in its cache.
 */
import { bytesPerElement, type DType } from '../../dtype.ts';
import { segmentWidth } from '../../functions/sparse.ts';
import type { Plan, PlanStep, StepKind, WindowStepKind } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import * as code from './generated/opcode.ts';

type StepOf<K extends StepKind> = Extract<PlanStep, { kind: K }>;

/** Units of work, and how many of them are never parted. */
export interface Partition {
  readonly units: number;
  readonly chunk: number;
}

/** Units [begin, end). */
export interface Units {
  readonly begin: number;
  readonly end: number;
}

/** A thread's units: whole chunks, as even as they go. The kernels count alike (`assembly/threads.ts`). */
export function unitsOf({ units, chunk }: Partition, thread: number, threads: number): Units {
  const chunks = Math.ceil(units / chunk);
  const bound = (at: number): number => Math.min(units, Math.ceil((chunks * at) / threads) * chunk);
  return { begin: bound(thread), end: bound(thread + 1) };
}

/** Where every step over rows is cut: whole tiles of a matrix product. */
export const rowsTogether = 16;
/** Rows are parted only where each of two threads gets that many. */
const rowChunk = (rows: number): number => (rows >= 2 * rowsTogether ? rowsTogether : 1);

/** Elements that make a chunk worth a thread's while where there are no rows; whole strips of a map. */
const elementsTogether = 2048;
export const worthwhile = (elements: number): number =>
  Math.max(1, Math.floor(elementsTogether / Math.max(1, elements)));

/** Elements of a matrix [rows, columns] that are never parted: rows where the kernels' groups of 16 allow it. */
function elementChunk(shape: readonly number[]): number {
  const [rows = 1, columns = 1] = shape;
  if (shape.length > 2 || columns === 0) return elementsTogether;
  if (shape.length < 2) return rowsTogether;
  const chunk = rowChunk(rows) * columns;
  return chunk % 16 === 0 ? chunk : elementsTogether;
}

/** An update goes with the rows of its gradient; of one by rows without zeros, with the segments. */
function updateParts(plan: Plan, { length, parameter, gradient }: StepOf<'adam' | 'momentum'>): Partition {
  for (const step of plan.steps) {
    if (step.kind !== 'sparseMatmulTransposed' || step.out !== gradient) continue;
    const chunk = segmentWidth(step.columns, step.segments) * step.n;
    if (chunk % 4 === 0 && chunk > 0) return { units: length, chunk };
  }
  return { units: length, chunk: elementChunk(plan.buffers[parameter]!.shape) };
}

/** Bytes of the parts of a sparse product that stay in the caches until they are summed. */
const mostPartBytes = 2 ** 21;

/**
 * Whether a sparse product is made in a part for each segment of the columns, which are then summed. A thread then reads
 * only the rows of b whose gradient and update are its own too. Depends on the shape alone, as it changes last bits.
 */
export const isInParts = ({ count, n, segments }: StepOf<'sparseMatmul'>): boolean =>
  segments > 1 && segments * count * n * bytesPerElement <= mostPartBytes;

export const segmentPartition = ({ segments }: { readonly segments: number }): Partition => ({
  units: segments,
  chunk: 1,
});

const byRows = (rows: number): Partition => ({ units: rows, chunk: rowChunk(rows) });

/** Units of one outer index. */
export const reduceGroups = (inner: number): number => Math.ceil(inner / code.reduceColumns);

/** With fewer than this, one thread sums the rows of a matrix sooner than several and a wait. */
const rowsWorthParting = 4 * code.reduceRows;

/**
 * Where the rows of a matrix are summed in a part for each block of them, and then the parts, to the same bits: these blocks. A unit
 * is some neighbouring columns of one.
 */
export function rowBlocks(
  { op, outer, length, inner }: StepOf<'reduce'>,
  dtype: DType,
): { blocks: number; partition: Partition } | undefined {
  if (op !== 'sum' || dtype !== 'f32' || outer !== 1 || inner <= 1 || length < rowsWorthParting) return undefined;
  const blocks = Math.ceil(length / code.reduceRows);
  const groups = reduceGroups(inner);
  return { blocks, partition: { units: blocks * groups, chunk: groups } };
}

type Partitions = { readonly [K in StepKind]: (step: StepOf<K>, plan: Plan) => Partition };
type WindowPartitions = Pick<Partitions, WindowStepKind>;

const partitions: Omit<Partitions, WindowStepKind> & Partial<WindowPartitions> = {
  map: ({ shape }) => ({ units: sizeOf(shape), chunk: elementChunk(shape) }),
  matmul: ({ batch, m }) => ({ units: batch * m, chunk: rowsTogether }),
  reduce: (step, plan) => {
    const { input, outer, length, inner } = step;
    if (rowBlocks(step, plan.buffers[input]!.dtype) !== undefined) return { units: 1, chunk: 1 };
    const groups = reduceGroups(inner);
    const together = outer > 1 ? rowChunk(outer) * groups : worthwhile(length * Math.min(inner, code.reduceColumns));
    return { units: outer * groups, chunk: Math.max(1, together) };
  },
  rows: ({ rows }) => byRows(rows),
  crossEntropy: ({ rows }) => byRows(rows),
  gather: ({ outer, count }) => byRows(outer * count),
  scatterAdd: ({ outer, rows, rowLength }) => ({ units: outer * rows, chunk: worthwhile(rowLength) }),
  concat: ({ outer }) => byRows(outer),
  sparseGather: ({ count }) => byRows(count),
  sparseMatmul: ({ count }) => byRows(count),
  sparseMatmulTransposed: segmentPartition,
  adamStepSize: () => ({ units: 1, chunk: 1 }),
  adam: (step, plan) => updateParts(plan, step),
  momentum: (step, plan) => updateParts(plan, step),
};

/** See `window-steps.ts`. */
export function addPartitions(added: WindowPartitions): void {
  Object.assign(partitions, added);
}

export function partitionOf(step: PlanStep, plan: Plan): Partition {
  return (partitions[step.kind] as (step: PlanStep, plan: Plan) => Partition)(step, plan);
}

/** Bytes of a product's packed factor that each thread packs for itself, rather than wait for the others' panels. */
const mostPackedAlone = 64 * 1024;

/** Whether all matrices of a product have the same b. */
export const sharesB = ({ batch, batchStrideB }: StepOf<'matmul'>): boolean => batch === 1 || batchStrideB === 0;

/** How b of a matrix product is packed into panels: not at all, by each thread for itself, or shared out. */
export function packingOf(step: StepOf<'matmul'>): 'none' | 'alone' | 'shared' {
  const { batch, m, k, n, transposeB } = step;
  const shared = sharesB(step);
  const packs = k > 0 && (transposeB || (shared ? batch * m : m) >= rowsWorthPacking);
  if (!packs) return 'none';
  return shared && k * n * bytesPerElement <= mostPackedAlone ? 'alone' : 'shared';
}

/** Panels that a thread packs at a time: some ten kilobytes. */
const panelsTogether = (k: number): number => Math.max(1, Math.floor(512 / Math.max(1, k)));

/** The panels of a product's packed factor, those of all its matrices. */
export const packPartition = (step: StepOf<'matmul'>): Partition => ({
  units: (sharesB(step) ? 1 : step.batch) * Math.ceil(step.n / code.tileColumns),
  chunk: panelsTogether(step.k),
});

/** With fewer rows than this, packing costs more than the tiles gain. */
const rowsWorthPacking = 8;
