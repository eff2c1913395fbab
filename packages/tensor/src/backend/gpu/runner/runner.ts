/**
 * What a mode of gpu.js has to offer to this backend: memory that stays where kernels run, and prepared programs that
 * run many steps over it. Everything above is the same for all modes.
 */

import type { KernelSpec } from '../kernel-spec.ts';
import type { GpuMode } from '../mode.ts';
import type { CheckedIndices } from '../program.ts';

/** Memory of a runner; only the runner that made it knows what it is. */
export interface Storage {
  readonly length: number;
}

/** Elements [offset, offset + length) of a storage; `offset` is a multiple of the runner's alignment. */
export interface Place {
  readonly storage: Storage;
  readonly offset: number;
  readonly length: number;
}

export interface PlacedLaunch {
  readonly kernel: KernelSpec;
  readonly inputs: readonly Place[];
  readonly output: Place;
}

export interface PlacedCheck extends CheckedIndices {
  readonly indices: Place;
  readonly afterLaunch: number;
}

export interface PlacedProgram {
  /** For errors. */
  readonly name: string;
  readonly launches: readonly PlacedLaunch[];
  readonly checks: readonly PlacedCheck[];
}

export interface PreparedProgram {
  /**
   * Runs all launches `steps` times in one submission, then brings `downloads` to the host with it.
   * @throws IndexRangeError if an index that the host checks was out of range. @throws BackendError if the device failed.
   */
  run(steps: number, downloads: readonly Place[]): Promise<readonly Float32Array[]>;
  dispose(): void;
}

export interface Runner {
  readonly mode: GpuMode;
  /** What runs, as it is: "gpu.js webasm, 1 thread". */
  readonly description: string;
  /** Whether a cell's four numbers may be read by the next kernel as neighbours. */
  readonly packed: boolean;
  /** Elements at whose multiples a kernel can begin to read or write a storage; undefined if only at its beginning. */
  readonly alignment: number | undefined;
  /** Whether kernels are dispatched in workgroups, of which an axis takes only so many. */
  readonly dispatched: boolean;
  /** Whether indices have to be checked by a kernel, because the host cannot see them between launches. */
  readonly checksOnDevice: boolean;
  /** Whether kernels over rows without zeros are faster than kernels over all of them. */
  readonly prefersSparseRows: boolean;
  /** Zero-filled. @throws BackendError if the memory cannot be had. */
  allocate(length: number): Storage;
  release(storage: Storage): void;
  upload(storage: Storage, data: Float32Array, offset: number): void;
  /** Copies elements on the device, in the order of the calls around it. */
  copy(from: Place, to: Place): void;
  /** One transfer for all places. */
  download(places: readonly Place[]): Promise<readonly Float32Array[]>;
  /** Compiles every kernel and asserts the mode it became. @throws BackendError naming the kernel and the reason. */
  prepare(program: PlacedProgram): Promise<PreparedProgram>;
  dispose(): Promise<void>;
}
