/** What this JavaScript engine's WebAssembly can do, found out by validating the smallest modules that need it. */
import { BackendError } from '../../errors.ts';
import { builtin } from './builtin.ts';

type Engine = Pick<typeof WebAssembly, 'validate'> | undefined;

/** What a build of the kernels needs. */
export interface KernelFeatures {
  /** Memory that several threads use. */
  readonly shared: boolean;
  /** Fused multiply-add: faster, and other last bits than without it. */
  readonly relaxedSimd: boolean;
}

const header = [0, 97, 115, 109, 1, 0, 0, 0];
/** (func (result v128) i32.const 0 i8x16.splat) */
const simdProbe = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
/** (func (param v128 v128 v128) (result v128) local.get 0 local.get 1 local.get 2 f32x4.relaxed_madd) */
const relaxedProbe = [
  1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11,
];

/** @throws BackendError saying what is missing. */
export function requireSimd(engine: Engine = globalThis.WebAssembly): void {
  if (engine === undefined) throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly.');
  if (!engine.validate(Uint8Array.from([...header, ...simdProbe]))) {
    throw new BackendError('wasm', 'this JavaScript engine has no WebAssembly SIMD; use the reference backend here.');
  }
}

/** Whether there is relaxed SIMD: in Node from 22 on, in Node 20 behind --experimental-wasm-relaxed-simd. */
export function hasRelaxedSimd(engine: Engine = globalThis.WebAssembly): boolean {
  return engine?.validate(Uint8Array.from([...header, ...relaxedProbe])) ?? false;
}

/** Whether a device uses relaxed SIMD: as asked for, or else where there is. @throws BackendError where there is not what was asked for. */
export function chosenRelaxedSimd(asked?: boolean): boolean {
  const there = hasRelaxedSimd();
  if (asked === true && !there) {
    const since = builtin('node:process') === undefined ? '' : '; Node has it from version 22 on';
    throw new BackendError('wasm', `this JavaScript engine has no relaxed SIMD${since}.`);
  }
  return asked ?? there;
}
