/**
 * The wasm backend: SIMD kernels over one linear memory, a plan as a tape of instructions, one call for many steps.
 * Runs in Node and browsers; the kernels are part of the bundle, so nothing is fetched.
 */
import type { DType } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { checkBindings } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import { WasmBuffer } from './buffer.ts';
import { WasmExecutable } from './executable.ts';
import { DeviceMemory } from './memory.ts';
import { instantiateKernels, type Kernels, requireSimd } from './module.ts';

class WasmDevice implements Device {
  readonly name = 'wasm';
  readonly description = 'wasm, 1 thread, SIMD';
  readonly prefersSparseRows = true;
  readonly #kernels: Kernels;
  readonly #memory: DeviceMemory;
  readonly #things = new Set<WasmBuffer | WasmExecutable>();
  #open = true;

  constructor(kernels: Kernels, memory: DeviceMemory) {
    this.#kernels = kernels;
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
    const executable = new WasmExecutable(plan, this.#kernels, this.#memory, bound, (gone) => this.#things.delete(gone));
    this.#things.add(executable);
    return executable;
  }

  async dispose(): Promise<void> {
    this.#open = false;
    for (const thing of this.#things) thing.abandon();
    this.#things.clear();
  }

  #check(): void {
    if (!this.#open) throw new BackendError('wasm', 'this device has been disposed of.');
  }
}

/**
 * Opens a device with a memory of its own.
 * @throws BackendError if there is no WebAssembly with SIMD here.
 */
export async function openWasmDevice(): Promise<Device> {
  requireSimd();
  const memory = new DeviceMemory();
  return new WasmDevice(await instantiateKernels(memory.memory), memory);
}
