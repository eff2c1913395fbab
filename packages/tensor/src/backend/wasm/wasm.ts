/**
 * The wasm backend: SIMD kernels over one linear memory, a plan as a tape of instructions, one call for many steps.
 * Runs in Node and browsers; the kernels are part of the bundle, so nothing is fetched.
 */

import { check, flag } from '../../check/numbers.ts';
import { checkKeys } from '../../check/options.ts';
import type { DType } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { plural } from '../../text/plural.ts';
import { checkBindings } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import { DisposableDevice } from '../disposable-device.ts';
import { WasmBuffer } from './buffer.ts';
import { builtin } from './builtin.ts';
import { WasmExecutable } from './executable.ts';
import { hasRelaxedSimd, requireSimd } from './features.ts';
import { DeviceMemory } from './memory.ts';
import { instantiateKernels, type Kernels } from './module.ts';
import { checkThreads, maximumThreads } from './thread-count.ts';
import { availableThreads, openThreads, whyNoThreads } from './threads.ts';
import { threadsFor } from './threads-for.ts';

class WasmDevice extends DisposableDevice implements Device {
  readonly name = 'wasm';
  readonly prefersSparseRows = true;
  readonly #kernels: Kernels;
  readonly #relaxedSimd: boolean;
  readonly #threadsOf: (plan: Plan, available: number) => number;
  readonly #memory: DeviceMemory;
  readonly #things = new Set<WasmBuffer | WasmExecutable>();
  #open = true;

  constructor(kernels: Kernels, memory: DeviceMemory, relaxedSimd: boolean, threadsOf = threadsFor) {
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

/** What `openWasmDevice` may be told. */
export interface WasmOptions {
  /**
   * Threads that run every plan, 1 to 64, started at once. By default as many as the machine runs at once, of which
   * each plan takes as many as its work pays for (`threads-for.ts`); a thread is started when the first plan takes it.
   * They change no bit of a result.
   */
  readonly threads?: number | undefined;
  /**
   * Fused multiply-add, which is faster and changes last bits; where the engine has it by default, and the description
   * says so.
   */
  readonly relaxedSimd?: boolean | undefined;
  /**
   * In a page, the file of a thread, which is `@inkgrad/tensor/thread.js`, for pages whose Content-Security-Policy lets
   * no worker start from a blob, as they do by default.
   */
  readonly workerUrl?: string | URL | undefined;
}

function checkOptions(options: WasmOptions): void {
  const where = 'openWasmDevice';
  checkKeys(where, options, ['threads', 'relaxedSimd', 'workerUrl']);
  const { threads, relaxedSimd, workerUrl } = options;
  checkThreads(where, threads);
  if (relaxedSimd !== undefined) flag(where, 'relaxedSimd', relaxedSimd);
  const isUrl = workerUrl === undefined || typeof workerUrl === 'string' || workerUrl instanceof URL;
  check(where, 'workerUrl', workerUrl, 'a URL or its text', isUrl);
}

/**
 * Opens a device with a memory of its own. Where memory cannot be shared, or no worker can be started, there is one
 * thread, and the description says why; what was asked for, be it threads or a worker's file, is an error there.
 * @throws ArgumentError, UnknownNameError for the options.
 * @throws BackendError if there is no WebAssembly with SIMD here, or not what was asked for.
 */
export async function openWasmDevice(options: WasmOptions = {}): Promise<Device> {
  checkOptions(options);
  requireSimd();
  const { threads } = options;
  const obstacle = whyNoThreads();
  if (obstacle !== undefined && threads !== undefined && threads > 1) {
    throw new BackendError('wasm', `${threads} threads were asked for, but there is ${obstacle}.`);
  }
  const relaxedSimd = options.relaxedSimd ?? hasRelaxedSimd();
  if (relaxedSimd && !hasRelaxedSimd()) {
    const since = builtin('node:process') === undefined ? '' : '; Node has it from version 22 on';
    throw new BackendError('wasm', `this JavaScript engine has no relaxed SIMD${since}.`);
  }
  const most = threads ?? Math.min(maximumThreads, availableThreads());
  if (most === 1 || obstacle !== undefined) {
    return openSingle(relaxedSimd, most === 1 ? undefined : obstacle);
  }
  return openTeam(most, relaxedSimd, options);
}

async function openSingle(relaxedSimd: boolean, obstacle: string | undefined): Promise<Device> {
  const memory = new DeviceMemory();
  const kernels = await instantiateKernels(memory.memory, relaxedSimd, obstacle);
  return new WasmDevice(kernels, memory, relaxedSimd);
}

async function openTeam(most: number, relaxedSimd: boolean, { threads, workerUrl }: WasmOptions): Promise<Device> {
  let memory: DeviceMemory;
  try {
    memory = new DeviceMemory(true);
  } catch (error) {
    if (threads !== undefined || !(error instanceof BackendError)) throw error;
    return openSingle(relaxedSimd, 'no address space for shared memory');
  }
  const isRequired = threads !== undefined || workerUrl !== undefined;
  const kernels = await openThreads(memory, { most, relaxedSimd, isRequired, workerUrl });
  // What was asked for is here from the start, or refused now.
  if (isRequired) await kernels.start(threads ?? 2, false);
  return new WasmDevice(kernels, memory, relaxedSimd, threads === undefined ? threadsFor : () => threads);
}
