/**
 * The kernels on several threads: workers that share the device's memory and wait inside WebAssembly for the next
 * command, so that a call costs no message. Workers are made by `worker_threads` in Node and by the browser elsewhere,
 * where the page must be cross-origin isolated for memory to be shared.
 */
import { BackendError } from '../../errors.ts';
import { controlBytes, controlErrorIndex, controlErrorPosition } from './generated/opcode.ts';
import type { DeviceMemory } from './memory.ts';
import { type Kernels, kernelModule } from './module.ts';

interface SharedExports {
  runShared(
    control: number,
    tape: number,
    steps: number,
    scratch: number,
    scratchBytes: number,
    threads: number,
    maySleep: number,
  ): number;
}

/** What both kinds of worker have in common. */
interface WorkerHandle {
  postMessage(message: unknown): void;
  terminate(): void;
}

/** Never returns from `serve`, so it answers first. */
const workerBody = `
const start = ({ module, memory, control, thread }, ready) => {
  const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  ready();
  serve(control, thread, 0);
};`;
const nodeWorker = `${workerBody}
const { parentPort } = require('node:worker_threads');
parentPort.once('message', (message) => start(message, () => parentPort.postMessage('ready')));`;
const browserWorker = `${workerBody}
addEventListener('message', ({ data }) => start(data, () => postMessage('ready')), { once: true });`;

type NodeProcess = { getBuiltinModule?: (name: string) => unknown };
type NodeWorker = WorkerHandle & {
  once(event: string, listener: (value: unknown) => void): void;
  unref(): void;
};

/** A module of Node, or undefined elsewhere; asked for this way, bundlers for browsers find nothing to bundle. */
function builtin<T>(name: string): T | undefined {
  return (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.(name) as T | undefined;
}

/** Threads that this machine runs at once. */
export function availableThreads(): number {
  const os = builtin<{ availableParallelism(): number }>('node:os');
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Why memory cannot be shared between threads here, or undefined if it can. */
export function whyNoThreads(): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined') return 'no SharedArrayBuffer: the page is not cross-origin isolated';
  if (builtin('node:worker_threads') === undefined && typeof Worker === 'undefined') return 'no workers here';
  return undefined;
}

function startNodeWorker(message: unknown): Promise<WorkerHandle> {
  const { Worker } = builtin<{ Worker: new (code: string, options: object) => NodeWorker }>('node:worker_threads')!;
  const worker = new Worker(nodeWorker, { eval: true });
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      // A waiting worker does not keep the process alive.
      worker.unref();
      resolve(worker);
    });
    worker.once('error', reject);
    worker.postMessage(message);
  });
}

function startBrowserWorker(message: unknown): Promise<WorkerHandle> {
  const url = URL.createObjectURL(new Blob([browserWorker], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise((resolve, reject) => {
    worker.onmessage = () => {
      URL.revokeObjectURL(url);
      resolve(worker);
    };
    worker.onerror = ({ message: reason }) => reject(new Error(reason));
    worker.postMessage(message);
  });
}

/**
 * The kernels for `threads` threads, this one included.
 * @throws BackendError if a worker cannot be started.
 */
export async function startThreads(memory: DeviceMemory, threads: number, relaxedSimd: boolean): Promise<Kernels> {
  const module = await kernelModule({ shared: true, relaxedSimd });
  const instance = await WebAssembly.instantiate(module, { env: { memory: memory.memory } });
  const { runShared } = instance.exports as unknown as SharedExports;
  const control = memory.allocate(controlBytes);
  const inNode = builtin('node:worker_threads') !== undefined;
  const start = inNode ? startNodeWorker : startBrowserWorker;
  const starting = Array.from({ length: threads - 1 }, (_, at) =>
    start({ module, memory: memory.memory, control, thread: at + 1 }),
  );
  const started = await Promise.allSettled(starting);
  const workers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    for (const worker of workers) worker.terminate();
    throw new BackendError('wasm', `a thread could not be started: ${String(failed.reason)}`);
  }
  // The main thread of a page may not sleep.
  const maySleep = inNode || typeof document === 'undefined' ? 1 : 0;
  return {
    threads,
    run: (tape, steps, scratch, scratchBytes, taking) => {
      const offset = runShared(control, tape, steps, scratch, scratchBytes, taking, maySleep);
      if (offset < 0) return undefined;
      const words = new DataView(memory.memory.buffer, control);
      return {
        offset,
        index: words.getInt32(controlErrorIndex, true),
        position: words.getUint32(controlErrorPosition, true),
      };
    },
    dispose: () => {
      for (const worker of workers) worker.terminate();
    },
  };
}
