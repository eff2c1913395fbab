/**
 * The wasm backend: SIMD kernels over one linear memory, a plan as a tape of instructions, one call for many steps.
 * Runs in Node and browsers; the kernels are part of the bundle, so nothing is fetched.
 */
import type { DType } from '../../dtype.ts';
import { ArgumentError, BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { checkBindings } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import { WasmBuffer } from './buffer.ts';
import { WasmExecutable } from './executable.ts';
import { hasRelaxedSimd, requireSimd } from './features.ts';
import { DeviceMemory } from './memory.ts';
import { instantiateKernels, type Kernels } from './module.ts';
import { availableThreads, startThreads, whyNoThreads } from './threads.ts';
import { threadsFor } from './threads-for.ts';

class WasmDevice implements Device {
  readonly name = 'wasm';
  readonly description: string;
  readonly threads: number;
  readonly prefersSparseRows = true;
  readonly #kernels: Kernels;
  readonly #threadsOf: (plan: Plan) => number;
  readonly #memory: DeviceMemory;
  readonly #things = new Set<WasmBuffer | WasmExecutable>();
  #open = true;

  constructor(kernels: Kernels, memory: DeviceMemory, relaxedSimd: boolean, threadsOf: (plan: Plan) => number) {
    const { threads } = kernels;
    this.threads = threads;
    this.description = `wasm, ${threads} thread${threads === 1 ? '' : 's'}, ${relaxedSimd ? 'relaxed ' : ''}SIMD`;
    this.#kernels = kernels;
    this.#threadsOf = threadsOf;
    this.#memory = memory;
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
    const executable = new WasmExecutable(plan, this.#kernels, this.#threadsOf(plan), this.#memory, bound, (gone) =>
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

export interface WasmOptions {
  /**
   * Threads that run every plan, 1 to 64. By default as many as the machine runs at once, of which each plan takes as
   * many as its work pays for (`threads-for.ts`). They change no bit of a result.
   */
  readonly threads?: number | undefined;
  /**
   * Fused multiply-add, which is faster and changes last bits; where the engine has it by default, and the description
   * says so.
   */
  readonly relaxedSimd?: boolean | undefined;
}

const maximumThreads = 64;

/**
 * Opens a device with a memory of its own. Where memory cannot be shared there is one thread, and asking for more is
 * an error; the description says how many there are.
 * @throws BackendError if there is no WebAssembly with SIMD here, or not what was asked for.
 */
export async function openWasmDevice({ threads, relaxedSimd }: WasmOptions = {}): Promise<Device> {
  requireSimd();
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= maximumThreads)) {
    throw new ArgumentError('wasm', 'threads', `a whole number from 1 to ${maximumThreads}`, threads);
  }
  const obstacle = whyNoThreads();
  if (obstacle !== undefined && threads !== undefined && threads > 1) {
    throw new BackendError('wasm', `${threads} threads were asked for, but there is ${obstacle}.`);
  }
  const relaxed = relaxedSimd ?? hasRelaxedSimd();
  if (relaxed && !hasRelaxedSimd()) {
    throw new BackendError('wasm', 'this JavaScript engine has no relaxed SIMD; Node has it from version 22 on.');
  }
  const count = threads ?? (obstacle === undefined ? Math.min(maximumThreads, availableThreads()) : 1);
  const memory = new DeviceMemory(count > 1);
  const kernels =
    count > 1 ? await startThreads(memory, count, relaxed) : await instantiateKernels(memory.memory, relaxed);
  const threadsOf = threads === undefined ? (plan: Plan) => threadsFor(plan, count) : () => count;
  return new WasmDevice(kernels, memory, relaxed, threadsOf);
}
