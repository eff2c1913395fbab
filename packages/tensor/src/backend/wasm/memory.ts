/**
 * The one linear memory of a wasm device: grown on demand, divided by a `RangeAllocator`. Views are made anew for
 * each use, because growing detaches those made before.
 */
import { arrayOf, type DType, type TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import { RangeAllocator, rangeAlignment } from './allocator.ts';

const pageBytes = 65536;
/** What 32-bit addresses reach. */
const addressableBytes = 65536 * pageBytes;
/** Kernels may load, never store, up to this far past a buffer's end. */
const overrunBytes = rangeAlignment;
/** A shared memory below this would not hold MNIST. */
const smallestSharedBytes = 512 * 1024 * 1024;
/** Left alone at the bottom: address 0 is never a buffer. */
const reservedBytes = 1024;

export class DeviceMemory {
  readonly memory: WebAssembly.Memory;
  readonly #allocator = new RangeAllocator(reservedBytes);

  /** @param shared whether other threads use the memory too; then it has its full size from the start */
  constructor(shared = false) {
    this.memory = shared ? fullMemory() : new WebAssembly.Memory({ initial: 1, maximum: addressableBytes / pageBytes });
  }

  /** Bytes in use by buffers, tapes and scratch. */
  get usedBytes(): number {
    return this.#allocator.usedBytes;
  }

  /**
   * The address of `bytes` zero bytes.
   * @throws BackendError if the memory cannot grow that far.
   */
  allocate(bytes: number): number {
    const { touched } = this.#allocator;
    const address = this.#allocator.allocate(bytes);
    try {
      this.#growTo(this.#allocator.top + overrunBytes);
    } catch (cause) {
      this.#allocator.free(address);
      throw new BackendError('wasm', `the memory cannot grow by ${bytes} bytes; free buffers first.`, { cause });
    }
    const used = Math.max(0, Math.min(bytes, touched - address));
    if (used > 0) new Uint8Array(this.memory.buffer, address, used).fill(0);
    return address;
  }

  #growTo(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
  }

  free(address: number): void {
    this.#allocator.free(address);
  }

  /** The elements at an address, in place; valid until the next allocation. */
  view(dtype: DType, address: number, length: number): TypedArray {
    const { buffer } = this.memory;
    return dtype === 'f32' ? new Float32Array(buffer, address, length) : new Int32Array(buffer, address, length);
  }

  /** A copy of elements. */
  read(dtype: DType, address: number, length: number): TypedArray {
    const copy = arrayOf(dtype, length);
    copy.set(this.view(dtype, address, length));
    return copy;
  }
}

/**
 * Shared memory of the largest size to be had, of which only pages that are written take up room. It never grows: V8
 * lets a thread that is inside WebAssembly go on with the size that it saw when it came in, and trap beyond it.
 */
function fullMemory(): WebAssembly.Memory {
  for (let pages = addressableBytes / pageBytes; ; pages /= 2) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (cause) {
      if (pages > smallestSharedBytes / pageBytes) continue;
      throw new BackendError('wasm', 'there is no address space for shared memory; ask for one thread.', { cause });
    }
  }
}
