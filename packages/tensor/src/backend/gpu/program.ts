/**
 * What a plan becomes before any device is involved: launches of kernels over slots. A slot is a run of elements
 * that is bound to a device buffer, holds constants, or is temporary.
 */
import type { TypedArray } from '../../dtype.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { KernelSpec } from './kernel-spec.ts';
import type { CheckedIndices } from './source/index-check.ts';

export interface Slot {
  readonly id: number;
  readonly length: number;
  /** `plan`: a buffer of the plan that outlives a step; `constant`: given data; `faults`: of a check kernel; `temporary`: written before read. */
  readonly origin:
    | { readonly kind: 'plan'; readonly buffer: BufferId }
    | { readonly kind: 'constant'; readonly data: TypedArray }
    | { readonly kind: 'faults' }
    | { readonly kind: 'temporary' };
}

/** One run of a kernel. The output may be one of the inputs where each cell reads only what it writes. */
export interface Launch {
  readonly kernel: KernelSpec;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
}

/** Indices that a step reads, to be checked because kernels cannot throw. */
export interface IndexCheck {
  readonly op: string;
  readonly indices: Slot;
  readonly count: number;
  readonly rows: number;
  /** The check applies to what the indices hold after this many launches. */
  readonly afterLaunch: number;
}

export interface GpuProgram {
  readonly slots: readonly Slot[];
  readonly launches: readonly Launch[];
  /** Checks for the host to make between launches. */
  readonly checks: readonly IndexCheck[];
  /** Checks that launches make, and where they leave what they found. */
  readonly deviceChecks: readonly { readonly faults: Slot; readonly checks: readonly CheckedIndices[] }[];
  readonly slotOf: (buffer: BufferId) => Slot;
}
