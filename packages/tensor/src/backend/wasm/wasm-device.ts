/** A device over the kernels, on one thread or several: its buffers, its executables, and their end. */
import type { DType } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { plural } from '../../text/plural.ts';
import { checkBindings } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import { DisposableDevice } from '../disposable-device.ts';
import { WasmBuffer } from './buffer.ts';
import { WasmExecutable } from './executable.ts';
import type { DeviceMemory } from './memory.ts';
import type { Kernels } from './module.ts';

export class WasmDevice extends DisposableDevice implements Device {
  readonly name = 'wasm';
  readonly prefersSparseRows = true;
  readonly #kernels: Kernels;
  readonly #relaxedSimd: boolean;
  readonly #threadsOf: (plan: Plan, available: number) => number;
  readonly #memory: DeviceMemory;
  readonly #things = new Set<WasmBuffer | WasmExecutable>();
  #open = true;

  /** @param threadsOf how many of the threads there are a plan takes; the one there is by default */
  constructor(
    kernels: Kernels,
    memory: DeviceMemory,
    relaxedSimd: boolean,
    threadsOf: (plan: Plan, available: number) => number = () => 1,
  ) {
    super();
    this.#kernels = kernels;
    this.#memory = memory;
    this.#relaxedSimd = relaxedSimd;
    this.#threadsOf = threadsOf;
  }

  get threads(): number {
    return this.#kernels.threads;
  }

  /** What was in the way of more threads is known once a plan has asked for them. */
  get description(): string {
    const { threads, obstacle } = this.#kernels;
    const count = `${plural(threads, 'thread')}`;
    const reason = obstacle === undefined ? '' : ` (${obstacle})`;
    return `wasm, ${count}${reason}, ${this.#relaxedSimd ? 'relaxed ' : ''}SIMD`;
  }

  allocate(dtype: DType, length: number): DeviceBuffer {
    this.#check();
    const buffer = new WasmBuffer(this.#memory, dtype, length, (gone) => this.#things.delete(gone));
    this.#things.add(buffer);
    return buffer;
  }

  async compile(plan: Plan, bindings: Bindings): Promise<Executable> {
    this.#check();
    const bound = new Map<BufferId, WasmBuffer>();
    for (const [id, buffer] of checkBindings(plan, bindings)) {
      if (!(buffer instanceof WasmBuffer) || buffer.memory !== this.#memory) {
        throw new BackendError('wasm', `the buffer bound to "${plan.buffers[id]!.name}" is of another device.`);
      }
      bound.set(id, buffer);
    }
    const overWindows = plan.steps.some(({ kind }) => kind === 'convolution' || kind === 'pool');
    const threads = await this.#kernels.start(this.#threadsOf(plan, this.#kernels.threads), overWindows);
    this.#check();
    const executable = new WasmExecutable(plan, this.#kernels, threads, this.#memory, bound, (gone) =>
      this.#things.delete(gone),
    );
    this.#things.add(executable);
    return executable;
  }

  async dispose(): Promise<void> {
    this.#open = false;
    for (const thing of this.#things) thing.abandon();
    this.#things.clear();
    this.#kernels.dispose();
  }

  #check(): void {
    if (!this.#open) throw new BackendError('wasm', 'this device has been disposed of.');
  }
}
