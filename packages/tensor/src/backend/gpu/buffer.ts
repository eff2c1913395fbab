/** Memory of a GPU device as the engine sees it, and the larger memories in which state is updated together. */
import { arrayOf, type DType, type TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import { checkAllocation, checkWritten, rangeToRead } from '../bindings.ts';
import type { DeviceBuffer } from '../device.ts';
import { cannotHold, hasOverflowed, isHeld, largestInteger } from './integers.ts';
import type { StateGroup } from './program.ts';
import type { Place, Runner, Storage } from './runner/runner.ts';

/** What buffers need of the device they are on. */
export interface BufferHost {
  readonly name: string;
  readonly runner: Runner;
  readonly isOpen: boolean;
  /** @throws BackendError once the device has been disposed of. */
  check(): void;
}

/** One storage shared by the members of a state group, released when the last of its users goes. */
export class SharedStorage {
  readonly storage: Storage;
  /** What lies where; two plans with equal layouts share the storage. */
  readonly layout: string;
  readonly #host: BufferHost;
  #users = 0;

  constructor(host: BufferHost, layout: string, length: number) {
    this.#host = host;
    this.layout = layout;
    this.storage = host.runner.allocate(length);
  }

  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    if (this.#users === 0 && this.#host.isOpen) this.#host.runner.release(this.storage);
  }
}

export const layoutOf = (group: StateGroup, isState: (buffer: number) => boolean): string =>
  [
    group.length,
    group.rows,
    ...group.members.map(({ buffer, row, offset }) => `${isState(buffer) ? 'state' : 'other'} ${row} ${offset}`),
  ].join();

export class GpuBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  readonly #host: BufferHost;
  #storage: Storage | undefined;
  #offset = 0;
  #shared: SharedStorage | undefined;
  /** Counts moves, so that what was compiled for an earlier place notices. */
  version = 0;
  /** The values as the last run left them, if that run brought them along. */
  cached: Float32Array | undefined;

  constructor(host: BufferHost, dtype: DType, length: number) {
    checkAllocation(dtype, length);
    this.#host = host;
    this.dtype = dtype;
    this.length = length;
    this.#storage = host.runner.allocate(length);
  }

  isOf(host: BufferHost): boolean {
    return this.#host === host;
  }

  get shared(): SharedStorage | undefined {
    return this.#shared;
  }

  get offset(): number {
    return this.#offset;
  }

  place(from = 0, length = this.length): Place {
    this.#host.check();
    if (this.#storage === undefined) throw new BackendError(this.#host.name, 'this buffer has been disposed of');
    return { storage: this.#storage, offset: this.#offset + from, length };
  }

  /** Moves the values into a shared storage. */
  moveTo(shared: SharedStorage, offset: number): void {
    const from = this.place();
    this.#host.runner.copy(from, { storage: shared.storage, offset, length: this.length });
    this.#release();
    shared.retain();
    this.#storage = shared.storage;
    this.#shared = shared;
    this.#offset = offset;
    this.version++;
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    const { storage, offset: start } = this.place();
    checkWritten(this, data, offset);
    this.cached = undefined;
    this.#host.runner.upload(storage, toFloats(this.#host.name, data), start + offset);
  }

  async read(offset = 0, length?: number): Promise<TypedArray> {
    const { from, count } = rangeToRead(this, offset, length);
    const place = this.place(from, count);
    const decoded = (values: Float32Array): TypedArray => fromFloats(this.#host.name, 'a buffer', this.dtype, values);
    if (this.cached !== undefined) return decoded(this.cached.slice(from, from + count));
    if (count === 0) return arrayOf(this.dtype, 0);
    const [values] = await this.#host.runner.download([place]);
    return decoded(values!);
  }

  #release(): void {
    if (this.#shared !== undefined) this.#shared.release();
    else if (this.#host.isOpen) this.#host.runner.release(this.#storage!);
  }

  dispose(): void {
    if (this.#storage === undefined) return;
    this.#release();
    this.#storage = undefined;
    this.cached = undefined;
  }
}

/** @throws BackendError for an i32 that would not come back as it was. */
export function toFloats(device: string, data: TypedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  const unsafe = data.find((value) => !isHeld(value));
  if (unsafe !== undefined) throw new BackendError(device, cannotHold(unsafe));
  return Float32Array.from(data);
}

/** @throws BackendError for an integer that kernels could not hold. */
export function fromFloats(device: string, what: string, dtype: DType, values: Float32Array): TypedArray {
  if (dtype === 'f32') return values;
  if (values.some(Number.isNaN)) throw new BackendError(device, hasOverflowed(what));
  return Int32Array.from(values, (value) => Math.max(-0x80000000, Math.min(largestInteger, value)));
}
