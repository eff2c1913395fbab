/** The kernels as WebAssembly: one build for each set of engine features, compiled once for all devices. */
import type { KernelFeatures } from './features.ts';
import { scratchErrorIndex, scratchErrorPosition } from './generated/opcode.ts';

/** Runs a tape: in this thread alone, or together with others. */
export interface Kernels {
  readonly threads: number;
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

type Build = 'simd' | 'relaxed' | 'shared' | 'sharedRelaxed';

/** Loaded when first needed: a process uses one of them. */
const sources: { readonly [K in Build]: () => Promise<string> } = {
  simd: async () => (await import('./generated/kernels.ts')).simdKernels,
  relaxed: async () => (await import('./generated/relaxed-kernels.ts')).relaxedKernels,
  shared: async () => (await import('./generated/shared-kernels.ts')).sharedKernels,
  sharedRelaxed: async () => (await import('./generated/shared-relaxed-kernels.ts')).sharedRelaxedKernels,
};

const compiled = new Map<Build, Promise<WebAssembly.Module>>();

/** The machine code of a build. */
export function kernelModule({ shared, relaxedSimd }: KernelFeatures): Promise<WebAssembly.Module> {
  const build = shared ? (relaxedSimd ? 'sharedRelaxed' : 'shared') : relaxedSimd ? 'relaxed' : 'simd';
  const known = compiled.get(build) ?? sources[build]().then((text) => WebAssembly.compile(decodeBase64(text)));
  compiled.set(build, known);
  return known;
}

/** The kernels for one thread. */
export async function instantiateKernels(memory: WebAssembly.Memory, relaxedSimd: boolean): Promise<Kernels> {
  const module = await kernelModule({ shared: false, relaxedSimd });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { run } = exports as unknown as { run(tape: number, steps: number, scratch: number): number };
  return {
    threads: 1,
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

/** The bytes of a module, which the build has written as text. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < characters.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
