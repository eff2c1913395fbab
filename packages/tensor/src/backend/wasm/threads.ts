/**
 * The kernels on several threads: workers that share the device's memory and wait inside WebAssembly for the next
 * command, so that a call costs no message. Workers are made by `worker_threads` in Node and by the browser elsewhere,
 * where the page must be cross-origin isolated for memory to be shared. Each is started when a plan first pays for it.
 */
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { accessesOf } from './accesses.ts';
import { builtin } from './builtin.ts';
import { type OrderedStep, orderSteps } from './dependencies.ts';
import { controlBytes, controlCommands, controlErrorIndex, controlErrorPosition } from './generated/opcode.ts';
import type { DeviceMemory } from './memory.ts';
import { instantiate, type KernelModules, type Kernels, kernelModules, planOrder, type TapeError } from './module.ts';
import { browserThread, nodeThread, type ThreadStart } from './thread-body.ts';

/** Stands for the address of the workspace before there is one: below all memory, so that it meets no buffer. */
const nowhere = Number.MIN_SAFE_INTEGER;

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
  terminate(): unknown;
}

type NodeWorker = WorkerHandle & {
  postMessage(message: unknown): void;
  once(event: string, listener: (value: unknown) => void): void;
  unref(): void;
};

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

function startNodeWorker(message: ThreadStart): Promise<WorkerHandle> {
  const { Worker } = builtin<{ Worker: new (code: string, options: object) => NodeWorker }>('node:worker_threads')!;
  // Without the process's own flags, of which --input-type says what the code of a thread is, and --import runs there too.
  const worker = new Worker(nodeThread, { eval: true, execArgv: [] });
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

async function startBrowserWorker(message: ThreadStart, workerUrl: string | URL | undefined): Promise<WorkerHandle> {
  const url = workerUrl ?? URL.createObjectURL(new Blob([browserThread], { type: 'text/javascript' }));
  try {
    return await answered(new Worker(url), message);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const told = reason === '' ? '' : ` (${reason})`;
    throw new Error(
      workerUrl === undefined
        ? `the page lets no worker start from a blob${told}; its Content-Security-Policy needs "worker-src blob:", or give workerUrl`
        : `${workerUrl} does not start as a worker${told}; it has to be of the page's own origin, with the page's cross-origin headers`,
    );
  } finally {
    if (workerUrl === undefined) URL.revokeObjectURL(String(url));
  }
}

function answered(worker: Worker, message: ThreadStart): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      worker.terminate();
      reject(new Error(reason));
    };
    worker.onmessage = ({ data }) => (data === 'ready' ? resolve(worker) : refuse(String(data)));
    worker.onerror = (event) => {
      event.preventDefault();
      refuse(event.message ?? '');
    };
    worker.postMessage(message);
  });
}

export interface ThreadOptions {
  /** The most threads that there may be, this one included. */
  readonly most: number;
  readonly relaxedSimd: boolean;
  /** Whether a thread that cannot be started is an error; else there are as many as could be. */
  readonly isRequired: boolean;
  /** In a page, the file of a thread; made of a blob by default. */
  readonly workerUrl?: string | URL | undefined;
}

/** The kernels for this thread and those that are started beside it. */
class ThreadTeam implements Kernels {
  readonly #memory: WebAssembly.Memory;
  #modules: KernelModules;
  #runShared: SharedExports['runShared'];
  readonly #control: number;
  readonly #options: ThreadOptions;
  readonly #inNode = builtin('node:worker_threads') !== undefined;
  readonly #workers: WorkerHandle[] = [];
  #most: number;
  #obstacle: string | undefined;
  /** Whether some of the threads were started without the kernels of convolutions and pools. */
  #lacksWindows = false;
  #starting: Promise<unknown> = Promise.resolve();
  #isOpen = true;

  constructor(
    memory: DeviceMemory,
    modules: KernelModules,
    runShared: SharedExports['runShared'],
    options: ThreadOptions,
  ) {
    this.#memory = memory.memory;
    this.#control = memory.allocate(controlBytes);
    this.#modules = modules;
    this.#runShared = runShared;
    this.#options = options;
    this.#most = options.most;
  }

  get threads(): number {
    return this.#most;
  }

  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  async start(wanted: number, overWindows: boolean): Promise<number> {
    const started = this.#starting.then(async () => {
      await this.#takeWindows();
      await this.#startMissing(Math.min(wanted, this.#most));
    });
    this.#starting = started.catch(() => undefined);
    await started;
    return overWindows && this.#lacksWindows ? 1 : Math.min(wanted, this.#most);
  }

  /** Kernels that have been imported since. Threads that run already cannot be given any. */
  async #takeWindows(): Promise<void> {
    const modules = await kernelModules({ shared: true, relaxedSimd: this.#options.relaxedSimd }, this.#modules);
    if (modules === this.#modules) return;
    ({ runShared: this.#runShared } = await instantiate<SharedExports>(modules, this.#memory));
    this.#modules = modules;
    this.#lacksWindows = this.#workers.length > 0;
    if (this.#lacksWindows) this.#obstacle ??= 'convolutions on 1: their code came when the threads ran already';
  }

  async #startMissing(wanted: number): Promise<void> {
    const first = this.#workers.length + 1;
    if (wanted <= first || !this.#isOpen) return;
    const results = await Promise.allSettled(
      Array.from({ length: wanted - first }, (_, at) => this.#startWorker(first + at)),
    );
    const failed = results.findIndex(({ status }) => status === 'rejected');
    results.forEach((result, at) => {
      if (result.status === 'rejected') return;
      // Threads are numbered without gaps.
      if (this.#isOpen && (failed < 0 || at < failed)) this.#workers.push(result.value);
      else void result.value.terminate();
    });
    if (failed < 0) return;
    const { reason } = results[failed] as PromiseRejectedResult;
    const text = reason instanceof Error ? reason.message : String(reason);
    if (this.#options.isRequired)
      throw new BackendError('wasm', `a thread could not be started: ${text}.`, { cause: reason });
    this.#most = this.#workers.length + 1;
    this.#obstacle = text;
  }

  async #startWorker(thread: number): Promise<WorkerHandle> {
    const seen = Atomics.load(new Int32Array(this.#memory.buffer), (this.#control + controlCommands) / 4);
    const message = { modules: this.#modules, memory: this.#memory, control: this.#control, thread, seen };
    return this.#inNode ? startNodeWorker(message) : startBrowserWorker(message, this.#options.workerUrl);
  }

  order(plan: Plan, threads: number, address: (buffer: BufferId) => number): readonly OrderedStep[] {
    if (threads === 1) return planOrder(plan);
    return orderSteps(plan.steps.map((step) => accessesOf(step, { plan, threads, address, workspace: nowhere })));
  }

  run(tape: number, steps: number, scratch: number, scratchBytes: number, threads: number): TapeError | undefined {
    // The main thread of a page may not sleep.
    const maySleep = this.#inNode || typeof document === 'undefined' ? 1 : 0;
    const offset = this.#runShared(this.#control, tape, steps, scratch, scratchBytes, threads, maySleep);
    if (offset < 0) return undefined;
    const words = new DataView(this.#memory.buffer, this.#control);
    return {
      offset,
      index: words.getInt32(controlErrorIndex, true),
      position: words.getUint32(controlErrorPosition, true),
    };
  }

  dispose(): void {
    this.#isOpen = false;
    for (const worker of this.#workers) void worker.terminate();
    this.#workers.length = 0;
  }
}

/** The kernels for up to `most` threads, of which only this one is there until others are started. */
export async function openThreads(memory: DeviceMemory, options: ThreadOptions): Promise<Kernels> {
  const modules = await kernelModules({ shared: true, relaxedSimd: options.relaxedSimd });
  const { runShared } = await instantiate<SharedExports>(modules, memory.memory);
  return new ThreadTeam(memory, modules, runShared, options);
}
