/** A range of a wasm device's memory as a `DeviceBuffer`. Writing copies straight into the memory, once. */
import { type DType, dtypeOf, type TypedArray } from '../../dtype.ts';
import { BackendError, DTypeError } from '../../errors.ts';
import { checkRange } from '../bindings.ts';
import type { DeviceBuffer } from '../device.ts';
import { bytesOf, type DeviceMemory } from './memory.ts';

export class WasmBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  readonly memory: DeviceMemory;
  readonly #address: number;
  readonly #onDispose: () => void;
  #live = true;

  /** `onDispose` is called once, when the buffer is disposed of. */
  constructor(memory: DeviceMemory, dtype: DType, length: number, onDispose: (buffer: WasmBuffer) => void) {
    this.memory = memory;
    this.dtype = dtype;
    this.length = length;
    this.#address = memory.allocate(bytesOf('allocate', length));
    this.#onDispose = () => onDispose(this);
  }

  /** @throws BackendError after dispose. */
  get address(): number {
    if (!this.#live) throw new BackendError('wasm', 'this buffer has been disposed of.');
    return this.#address;
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    const { address } = this;
    if (!(data instanceof Float32Array || data instanceof Int32Array) || dtypeOf(data) !== this.dtype) {
      throw new DTypeError('write', this.dtype, (data as object).constructor.name);
    }
    checkRange('write', offset, data.length, this.length);
    this.memory.view(this.dtype, address, this.length).set(data, offset);
  }

  async read(offset = 0, length = this.length - offset): Promise<TypedArray> {
    const { address } = this;
    checkRange('read', offset, length, this.length);
    return this.memory.read(this.dtype, address + offset * Float32Array.BYTES_PER_ELEMENT, length);
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
