/** A range of a wasm device's memory as a `DeviceBuffer`. Writing copies straight into the memory, once. */
import { bytesPerElement, type DType, type TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import { checkAllocation, checkWritten, rangeToRead } from '../bindings.ts';
import type { DeviceBuffer } from '../device.ts';
import type { DeviceMemory } from './memory.ts';

export class WasmBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  readonly memory: DeviceMemory;
  readonly #address: number;
  readonly #onDispose: () => void;
  #live = true;

  /** `onDispose` is called once, when the buffer is disposed of. */
  constructor(memory: DeviceMemory, dtype: DType, length: number, onDispose: (buffer: WasmBuffer) => void) {
    checkAllocation(dtype, length);
    this.memory = memory;
    this.dtype = dtype;
    this.length = length;
    this.#address = memory.allocate(length * bytesPerElement);
    this.#onDispose = () => onDispose(this);
  }

  /** @throws BackendError after dispose. */
  get address(): number {
    if (!this.#live) throw new BackendError('wasm', 'this buffer has been disposed of.');
    return this.#address;
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    this.writeDirect(data, offset);
  }

  async read(offset = 0, length?: number): Promise<TypedArray> {
    return this.readDirect(offset, length);
  }

  writeDirect(data: TypedArray, offset = 0): void {
    const { address } = this;
    checkWritten(this, data, offset);
    this.memory.view(this.dtype, address, this.length).set(data, offset);
  }

  readDirect(offset = 0, length?: number): TypedArray {
    const { address } = this;
    const { from, count } = rangeToRead(this, offset, length);
    return this.memory.read(this.dtype, address + from * bytesPerElement, count);
  }

  dispose(): void {
    if (!this.#live) return;
    this.#live = false;
    this.memory.free(this.#address);
    this.#onDispose();
  }

  /** Forgets the memory, which goes with its device. */
  abandon(): void {
    this.#live = false;
  }
}
