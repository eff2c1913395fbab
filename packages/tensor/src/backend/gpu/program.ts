/**
 * What a plan becomes before any device is involved: launches of kernels over slots. A slot is a run of elements:
 * a buffer of the plan, constants, or a temporary, possibly a part of a larger slot.
 */
import type { TypedArray } from '../../dtype.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { KernelSpec } from './kernel-spec.ts';

export interface Slot {
  readonly id: number;
  readonly length: number;
  /**
   * `plan`: a buffer of the plan that outlives a step; `group`: the memory of a state group, by its number;
   * `constant`: given data; `faults`: of a check kernel; `temporary`: written before it is read.
   */
  readonly origin:
    | { readonly kind: 'plan'; readonly buffer: BufferId }
    | { readonly kind: 'group'; readonly group: number }
    | { readonly kind: 'constant'; readonly data: TypedArray }
    | { readonly kind: 'faults' }
    | { readonly kind: 'temporary' };
  /** Where this slot lies in a larger temporary. */
  readonly within?: { readonly slot: Slot; readonly offset: number };
}

/** One run of a kernel. The output may be one of the inputs where each cell reads only what it writes, or `crosses`. */
export interface Launch {
  readonly kernel: KernelSpec;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
}

/** Indices that have to lie in [0, rows), or in [−rows, rows) where negative ones count from the end. */
export interface CheckedIndices {
  readonly op: string;
  readonly count: number;
  readonly rows: number;
  readonly fromEnd: boolean;
}

/** Indices that a step reads, to be checked because kernels cannot throw. */
export interface IndexCheck extends CheckedIndices {
  readonly indices: Slot;
  /** The check applies to what the indices hold after this many launches. */
  readonly afterLaunch: number;
}

/**
 * State buffers that one kernel updates together, so that they have to lie in one memory: `rows` rows of `length`
 * elements, each member at its offset within its row.
 */
export interface StateGroup {
  readonly length: number;
  readonly rows: number;
  readonly members: readonly { readonly buffer: BufferId; readonly row: number; readonly offset: number }[];
}

export interface GpuProgram {
  readonly slots: readonly Slot[];
  readonly launches: readonly Launch[];
  /** Checks for the host to make between launches. */
  readonly checks: readonly IndexCheck[];
  /** Checks that launches make, and where they leave what they found. */
  readonly deviceChecks: readonly { readonly faults: Slot; readonly checks: readonly CheckedIndices[] }[];
  readonly groups: readonly StateGroup[];
}
