/**
 * The memory that each thread's part of a step reads and writes, for `dependencies.ts`. Where a part cannot be told from
 * the others, every thread that has units counts as touching the whole buffer.
 */
import { bytesPerElement } from '../../dtype.ts';
import { segmentWidth } from '../../functions/sparse.ts';
import type { BufferId, Plan, PlanStep, StepKind, WindowStepKind } from '../../plan/plan.ts';
import { collapseAxes } from './collapse.ts';
import type { Access, Accesses, Region } from './dependencies.ts';
import * as code from './generated/opcode.ts';
import {
  isInParts,
  type Partition,
  packingOf,
  packPartition,
  partitionOf,
  reduceGroups,
  rowBlocks,
  segmentPartition,
  type Units,
  unitsOf,
} from './partition.ts';

type StepOf<K extends StepKind> = Extract<PlanStep, { kind: K }>;

/** Where things are in the device's memory. */
export interface Placement {
  readonly plan: Plan;
  readonly threads: number;
  address(buffer: BufferId): number;
  /** Where factors are packed that threads share. */
  readonly workspace: number;
}

const nothing: Region = { from: 0, to: 0 };

/** Builds the accesses of one step. */
export class Parts {
  readonly #placement: Placement;
  readonly #partition: Partition;

  constructor(partition: Partition, placement: Placement) {
    this.#placement = placement;
    this.#partition = partition;
  }

  /** Of the same placement, cut otherwise. */
  of(partition: Partition): Parts {
    return new Parts(partition, this.#placement);
  }

  /** All of a buffer, by every thread that has units. */
  readonly whole = (buffer: BufferId): Access => {
    const { from, to } = this.#range(buffer);
    return this.#access(from, to, () => ({ from, to }), false);
  };

  /** Of a buffer with `bytes` for each unit, its own units' bytes. */
  rows(buffer: BufferId, bytes = bytesPerElement, offset = 0): Access {
    const { from, to } = this.#range(buffer);
    const at = (unit: number): number => Math.min(to, from + offset + unit * bytes);
    return this.#access(from, to, ({ begin, end }) => ({ from: at(begin), to: at(end) }), true);
  }

  /** Memory that is no buffer. */
  memory(from: number, to: number): Access {
    return this.#access(from, to, () => ({ from, to }), false);
  }

  #everyThread(): Units[] {
    const { threads } = this.#placement;
    return Array.from({ length: threads }, (_, thread) => unitsOf(this.#partition, thread, threads));
  }

  #range(buffer: BufferId): { from: number; to: number } {
    const from = this.#placement.address(buffer);
    return { from, to: from + this.#placement.plan.buffers[buffer]!.length * bytesPerElement };
  }

  #access(from: number, to: number, part: (units: Units) => Region, parted: boolean): Access {
    const parts = this.#everyThread().map((units) => (units.begin < units.end ? part(units) : nothing));
    const busy = parts.filter((region) => region.from < region.to).length;
    return { from, to, parts, apart: parted || busy <= 1 };
  }
}

const bytes = bytesPerElement;

function mapAccesses({ shape, loads, stores }: StepOf<'map'>, parts: Parts): Accesses {
  const reads = loads.map(({ buffer, offset, strides }) => {
    const axes = collapseAxes(shape, strides);
    const inPlace = axes.length === 1 && axes[0]!.stride === 1;
    return inPlace ? parts.rows(buffer, bytes, offset * bytes) : parts.whole(buffer);
  });
  return { reads, writes: stores.map(({ buffer }) => parts.rows(buffer)) };
}

/** Of a step that lowers to no instruction. */
export const nothingDone: Accesses = { reads: [], writes: [] };

/**
 * A factor that all threads pack into the workspace together, and wait. Not all who pack need multiply too, so each part of the
 * work says who touches the workspace: else a thread might pack the next step's factor over one that is still read.
 */
export function packedFirst(
  packers: Parts,
  factor: BufferId,
  { reads, writes }: Accesses,
  parts: Parts,
  { workspace }: Placement,
): Accesses {
  const packed = [packers, parts].map((some) => some.memory(workspace, workspace + 1));
  return {
    reads: [...reads, packers.whole(factor)],
    writes: [...writes, ...packed],
    afterOwnWait: { reads: [...reads, packed[1]!], writes },
  };
}

/**
 * Parts of a sum, each made in the workspace, and their sum: those who made the parts wait for one another.
 * @param own what each of `summers` reads and each of `parts` writes
 */
export function summedAfter(
  summers: Parts,
  { reads, writes }: Pick<Accesses, 'reads' | 'writes'>,
  sumBytes: number,
  parts: Parts,
  { workspace }: Placement,
): Accesses {
  const [made, summed] = [summers, parts].map((some) => some.memory(workspace, workspace + sumBytes));
  return { reads, writes: [...writes, made!, summed!], afterOwnWait: { reads: [summed!], writes } };
}

function matmulAccesses(step: StepOf<'matmul'>, parts: Parts, placement: Placement): Accesses {
  const { a, b, out, batch, m, k, n, transposeA, batchStrideA } = step;
  if (batch * m * n === 0) return nothingDone;
  const inRows = !transposeA && (batch === 1 || batchStrideA === m * k);
  const reads = [inRows ? parts.rows(a, k * bytes) : parts.whole(a)];
  const writes = [parts.rows(out, n * bytes)];
  if (packingOf(step) !== 'shared') return { reads: [...reads, parts.whole(b)], writes };
  return packedFirst(parts.of(packPartition(step)), b, { reads, writes }, parts, placement);
}

type Table = { readonly [K in StepKind]: (step: StepOf<K>, parts: Parts, placement: Placement) => Accesses };
type WindowTable = Pick<Table, WindowStepKind>;

const table: Omit<Table, WindowStepKind> & Partial<WindowTable> = {
  map: mapAccesses,
  matmul: matmulAccesses,
  reduce: (step, parts, placement) => {
    const { input, out, outer, length, inner } = step;
    const groups = reduceGroups(inner);
    const parted = rowBlocks(step, placement.plan.buffers[input]!.dtype);
    if (parted !== undefined) {
      const summers = parts.of(parted.partition);
      const reads = [summers.rows(input, (code.reduceRows * inner * bytes) / groups)];
      const own = { reads, writes: [parts.rows(out, inner * bytes)] };
      return summedAfter(summers, own, parted.blocks * inner * bytes, parts, placement);
    }
    if (outer > 1) {
      const unit = (inner * bytes) / groups;
      return { reads: [parts.rows(input, length * unit)], writes: [parts.rows(out, unit)] };
    }
    return { reads: [parts.whole(input)], writes: [parts.rows(out, Math.ceil(inner / groups) * bytes)] };
  },
  rows: ({ input, out, columns }, parts) => ({
    reads: [parts.rows(input, columns * bytes)],
    writes: [parts.rows(out, columns * bytes)],
  }),
  crossEntropy: ({ logits, labels, out, columns }, parts) => ({
    reads: [parts.rows(logits, columns * bytes), parts.rows(labels)],
    writes: [parts.rows(out)],
  }),
  gather: ({ table: rows, indices, out, outer, rowLength }, parts) => ({
    reads: [parts.whole(rows), outer === 1 ? parts.rows(indices) : parts.whole(indices)],
    writes: [parts.rows(out, rowLength * bytes)],
  }),
  scatterAdd: ({ updates, indices, out, rowLength }, parts) => ({
    reads: [parts.whole(updates), parts.whole(indices)],
    writes: [parts.rows(out, rowLength * bytes)],
  }),
  concat: ({ inputs, widths, out }, parts) => ({
    reads: inputs.map((input, at) => parts.rows(input, widths[at]! * bytes)),
    writes: [parts.rows(out, widths.reduce((total, width) => total + width, 0) * bytes)],
  }),
  sparseGather: (step, parts) => ({
    reads: [...rowsStored(step).map(parts.whole), parts.rows(step.indices)],
    writes: [parts.rows(step.out, step.columns * bytes)],
  }),
  sparseMatmul: (step, parts, { workspace }) => {
    const { count, n, columns, segments } = step;
    const out = parts.rows(step.out, n * bytes);
    if (!isInParts(step)) {
      return {
        reads: [...[...rowsStored(step), step.b].map(parts.whole), parts.rows(step.indices)],
        writes: [out],
      };
    }
    const bySegments = parts.of(segmentPartition(step));
    const sums = bySegments.memory(workspace, workspace + segments * count * n * bytes);
    return {
      reads: [
        ...[...rowsStored(step), step.indices].map(bySegments.whole),
        bySegments.rows(step.b, segmentWidth(columns, segments) * n * bytes),
      ],
      writes: [sums, out],
      afterOwnWait: { reads: [sums], writes: [out] },
    };
  },
  sparseMatmulTransposed: (step, parts) => ({
    reads: [...rowsStored(step), step.indices, step.b].map(parts.whole),
    writes: [parts.rows(step.out, segmentWidth(step.columns, step.segments) * step.n * bytes)],
  }),
  adamStepSize: ({ learningRate, step, out }, parts) => ({
    reads: [parts.whole(learningRate), parts.whole(step)],
    writes: [parts.rows(out)],
  }),
  adam: ({ gradient, stepSize, parameter, m, v }, parts) => ({
    reads: [parts.rows(gradient), parts.whole(stepSize)],
    writes: [parameter, m, v].map((buffer) => parts.rows(buffer)),
  }),
  momentum: ({ gradient, learningRate, parameter, velocity }, parts) => ({
    reads: [parts.rows(gradient), parts.whole(learningRate)],
    writes: [parameter, velocity].map((buffer) => parts.rows(buffer)),
  }),
};

function rowsStored(step: StepOf<'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed'>): BufferId[] {
  return [step.segmentStart, step.columnIndex, step.values];
}

/** See `window-steps.ts`. */
export function addAccesses(added: WindowTable): void {
  Object.assign(table, added);
}

export function accessesOf(step: PlanStep, placement: Placement): Accesses {
  const parts = new Parts(partitionOf(step, placement.plan), placement);
  return (table[step.kind] as (step: PlanStep, parts: Parts, placement: Placement) => Accesses)(step, parts, placement);
}
