/**
 * The kernels as WebAssembly, compiled once for all devices for each set of engine features that is used. Those of convolutions
 * and pools are a second module, which a program has that makes such tensors (`window-steps.ts`).
 */
import { BackendError, InternalError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import type { OrderedStep } from './dependencies.ts';
import type { KernelFeatures } from './features.ts';
import { kernels } from './generated/kernels.ts';
import { scratchErrorIndex, scratchErrorPosition } from './generated/opcode.ts';
import { type PackedKernels, unpackKernels } from './unpack.ts';

/** Runs a tape: in this thread alone, or together with others. */
export interface Kernels {
  /** Threads that there are at most. */
  readonly threads: number;
  /** Why there are not as many as the machine has cores, if something is in the way. */
  readonly obstacle: string | undefined;
  /**
   * Starts threads until there are `wanted`, and gives how many of those can run a plan.
   * @param overWindows whether the plan convolves or pools
   * @throws BackendError if one that was asked for cannot be started.
   */
  start(wanted: number, overWindows: boolean): Promise<number>;
  /** The order in which the first `threads` of the threads take a plan's steps, and where they wait for each other. */
  order(plan: Plan, threads: number, address: (buffer: BufferId) => number): readonly OrderedStep[];
  /**
   * Runs all instructions of the tape at `tape`, `steps` times on the first `threads` of the threads; `scratch` holds
   * `scratchBytes` for each of them. Returns undefined, or the first index out of range.
   */
  run(tape: number, steps: number, scratch: number, scratchBytes: number, threads: number): TapeError | undefined;
  dispose(): void;
}

/** The order of a plan on one thread. */
export const planOrder = ({ steps }: Plan): readonly OrderedStep[] => steps.map((_, step) => ({ step, waits: false }));

/** An index out of range that an instruction met. */
export interface TapeError {
  /** Of the instruction, in bytes from the first. */
  readonly offset: number;
  readonly index: number;
  readonly position: number;
}

/** What a thread instantiates. */
export interface KernelModules {
  readonly kernels: WebAssembly.Module;
  readonly windows: WebAssembly.Module | undefined;
}

let windowKernels: PackedKernels | undefined;

/** Has the kernels of convolutions and pools in every device: at once in one that is opened now, else with its next plan. */
export function addWindowKernels(packed: PackedKernels): void {
  windowKernels = packed;
}

/** By text and features. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compileKernels(packed: PackedKernels, features: KernelFeatures): Promise<WebAssembly.Module> {
  const key = `${packed === windowKernels} ${features.shared} ${features.relaxedSimd}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const compiling = WebAssembly.compile(unpackKernels(packed, features)).catch(refuseToCompile);
  compiled.set(key, compiling);
  // What failed once, as for want of memory, may be tried again.
  compiling.catch(() => compiled.delete(key));
  return compiling;
}

/**
 * The machine code for an engine's features.
 * @param known what there is already; given back where nothing has come since
 * @throws BackendError where a page's policy forbids WebAssembly.
 */
export async function kernelModules(features: KernelFeatures, known?: KernelModules): Promise<KernelModules> {
  if (known !== undefined && (known.windows !== undefined || windowKernels === undefined)) return known;
  const windows = windowKernels && compileKernels(windowKernels, features);
  return { kernels: await compileKernels(kernels, features), windows: await windows };
}

function noWindows(): never {
  throw new InternalError('a plan convolves or pools, but the kernels for it are not there');
}

/** The exports of the kernels over a memory. `thread-body.ts` does the same for other threads. */
export async function instantiate<Exports>(
  { kernels, windows }: KernelModules,
  memory: WebAssembly.Memory,
): Promise<Exports> {
  const { executeWindows } = windows
    ? (await WebAssembly.instantiate(windows, { env: { memory } })).exports
    : { executeWindows: noWindows };
  const { exports } = await WebAssembly.instantiate(kernels, { env: { memory, executeWindows: executeWindows! } });
  return exports as Exports;
}

/** The kernels are known to be valid, so it is the place that forbids them or lacks memory. */
function refuseToCompile(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const forbidden = /content.security.policy|\bCSP\b|unsafe-eval/i.test(reason);
  throw new BackendError(
    'wasm',
    forbidden
      ? `the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src.`
      : `WebAssembly cannot be compiled here: ${reason}`,
    { cause },
  );
}

interface SingleExports {
  run(tape: number, steps: number, scratch: number): number;
}

/** The kernels for one thread. */
export async function instantiateKernels(
  memory: WebAssembly.Memory,
  relaxedSimd: boolean,
  obstacle?: string,
): Promise<Kernels> {
  const features = { shared: false, relaxedSimd };
  let modules = await kernelModules(features);
  let { run } = await instantiate<SingleExports>(modules, memory);
  return {
    threads: 1,
    obstacle,
    start: async () => {
      const now = await kernelModules(features, modules);
      if (now !== modules) ({ run } = await instantiate<SingleExports>(now, memory));
      modules = now;
      return 1;
    },
    order: planOrder,
    run: (tape, steps, scratch) => {
      const offset = run(tape, steps, scratch);
      if (offset < 0) return undefined;
      const words = new DataView(memory.buffer, scratch);
      const position = words.getUint32(scratchErrorPosition, true);
      return { offset, index: words.getInt32(scratchErrorIndex, true), position };
    },
    dispose: () => undefined,
  };
}
