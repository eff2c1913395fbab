/** The kernels as WebAssembly, compiled once for all devices for each set of engine features that is used. */
import { BackendError } from '../../errors.ts';
import type { KernelFeatures } from './features.ts';
import { scratchErrorIndex, scratchErrorPosition } from './generated/opcode.ts';
import { unpackKernels } from './unpack.ts';

/** Runs a tape: in this thread alone, or together with others. */
export interface Kernels {
  /** Threads that there are at most. */
  readonly threads: number;
  /** Why there are not as many as the machine has cores, if something is in the way. */
  readonly obstacle: string | undefined;
  /**
   * Starts threads until there are `wanted`, and gives how many of those there are.
   * @throws BackendError if one that was asked for cannot be started.
   */
  start(wanted: number): Promise<number>;
  /**
   * Runs all instructions of the tape at `tape`, `steps` times on the first `threads` of the threads; `scratch` holds
   * `scratchBytes` for each of them. Returns undefined, or the first index out of range.
   */
  run(tape: number, steps: number, scratch: number, scratchBytes: number, threads: number): TapeError | undefined;
  dispose(): void;
}

/** An index out of range that an instruction met. */
export interface TapeError {
  /** Of the instruction, in bytes from the first. */
  readonly offset: number;
  readonly index: number;
  readonly position: number;
}

/** By features. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/**
 * The machine code for an engine's features.
 * @throws BackendError where a page's policy forbids WebAssembly.
 */
export function kernelModule(features: KernelFeatures): Promise<WebAssembly.Module> {
  const key = `${features.shared} ${features.relaxedSimd}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const compiling = WebAssembly.compile(unpackKernels(features)).catch(refuseToCompile);
  compiled.set(key, compiling);
  // What failed once, as for want of memory, may be tried again.
  compiling.catch(() => compiled.delete(key));
  return compiling;
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

/** The kernels for one thread. */
export async function instantiateKernels(
  memory: WebAssembly.Memory,
  relaxedSimd: boolean,
  obstacle?: string,
): Promise<Kernels> {
  const module = await kernelModule({ shared: false, relaxedSimd });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { run } = exports as unknown as { run(tape: number, steps: number, scratch: number): number };
  return {
    threads: 1,
    obstacle,
    start: async () => 1,
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
