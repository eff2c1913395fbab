/**
 * The wasm backend: SIMD kernels over one linear memory, a plan as a tape of instructions, one call for many steps.
 * Runs in Node and browsers; the kernels are part of the bundle, so nothing is fetched.
 */

import { check, flag } from '../../check/numbers.ts';
import { checkKeys } from '../../check/options.ts';
import { BackendError } from '../../errors.ts';
import type { Device } from '../device.ts';
import { chosenRelaxedSimd, requireSimd } from './features.ts';
import { DeviceMemory } from './memory.ts';
import { openSingle } from './one-thread.ts';
import { checkThreads, maximumThreads } from './thread-count.ts';
import { availableThreads, openThreads, whyNoThreads } from './threads.ts';
import { threadsFor } from './threads-for.ts';
import { WasmDevice } from './wasm-device.ts';

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
  const relaxedSimd = chosenRelaxedSimd(options.relaxedSimd);
  const most = threads ?? Math.min(maximumThreads, availableThreads());
  if (most === 1 || obstacle !== undefined) {
    return openSingle(relaxedSimd, most === 1 ? undefined : obstacle);
  }
  return openTeam(most, relaxedSimd, options);
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
