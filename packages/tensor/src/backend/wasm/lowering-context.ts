/** What lowering a plan step may ask of the executable that it is lowered for. */
import type { DType } from '../../dtype.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { Partition } from './partition.ts';
import type { TapeWriter } from './tape-writer.ts';

export interface LoweringContext {
  readonly tape: TapeWriter;
  /** Of the step. */
  readonly partition: Partition;
  address(buffer: BufferId): number;
  dtype(buffer: BufferId): DType;
  /** The address of `bytes` of memory for one step; all steps are given the same. */
  workspace(bytes: number): number;
  /** Says how many strips of scratch the tape's threads need at least. */
  needStrips(count: number): void;
  /** Where in its scratch a thread finds `bytes` of its own for one step. */
  ownWorkspace(bytes: number): number;
}
