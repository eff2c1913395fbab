/** The kernels as WebAssembly: compiled once for all devices, instantiated once for each. */
import { BackendError } from '../../errors.ts';
import { simdKernels } from './generated/kernels.ts';
import { scratchErrorIndex, scratchErrorPosition } from './generated/opcode.ts';

/** Runs a tape: in this thread alone, or together with others. */
export interface Kernels {
  readonly threads: number;
  /**
   * Runs all instructions of the tape at `tape`, `steps` times; `scratch` holds `scratchBytes` for each thread.
   * Returns undefined, or the first index out of range.
   */
  run(tape: number, steps: number, scratch: number, scratchBytes: number): TapeError | undefined;
  dispose(): void;
}

/** An index out of range that an instruction met. */
export interface TapeError {
  /** Of the instruction, in bytes from the first. */
  readonly offset: number;
  readonly index: number;
  readonly position: number;
}

/** (module (func (result v128) i32.const 0 i8x16.splat)), which only an engine with SIMD accepts. */
const simdProbe = decodeBase64('AGFzbQEAAAABBQFgAAF7AwIBAAoIAQYAQQD9Dws=');

let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels for one thread. Instances share the machine code. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(decodeBase64(simdKernels));
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
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

/** @throws BackendError saying what is missing. */
export function requireSimd(engine: Pick<typeof WebAssembly, 'validate'> | undefined = globalThis.WebAssembly): void {
  if (engine === undefined) throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly.');
  if (!engine.validate(simdProbe)) {
    throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly SIMD; use the reference backend here.');
  }
}

/** The bytes of a module that the build has written as text. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < characters.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
