/** The kernels as WebAssembly: compiled once for all devices, instantiated once for each. */
import { BackendError } from '../../errors.ts';
import { simdKernels } from './generated/kernels.ts';

/** What the kernels export. */
export interface Kernels {
  /**
   * Runs all instructions of the tape at `tape`, `steps` times. Returns −1, or the offset of the instruction that met
   * an index out of range and left it in `scratch`.
   */
  readonly run: (tape: number, steps: number, scratch: number) => number;
}

/** (module (func (result v128) i32.const 0 i8x16.splat)), which only an engine with SIMD accepts. */
const simdProbe = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
);

let compiled: Promise<WebAssembly.Module> | undefined;

/** Instances share the machine code. @throws BackendError if there is no WebAssembly with SIMD here. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(decodeBase64(simdKernels));
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return exports as unknown as Kernels;
}

/** @throws BackendError saying what is missing. */
export function requireSimd(engine: Pick<typeof WebAssembly, 'validate'> | undefined = globalThis.WebAssembly): void {
  if (engine === undefined) throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly.');
  if (!engine.validate(simdProbe)) {
    throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly SIMD; use the reference backend here.');
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < characters.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
