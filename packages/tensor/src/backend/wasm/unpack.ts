/** Kernels out of the text that holds them: base64, all builds packed together, as `scripts/build-kernels.mjs` lays them. */
import type { KernelFeatures } from './features.ts';
import { decodeLzma } from './lzma.ts';

/** A module's builds, one behind the other. */
export interface PackedKernels {
  readonly packed: string;
  readonly builds: readonly {
    readonly build: 'relaxed' | 'simd';
    readonly bytes: number;
    /** Where the binary says that its memory is shared. */
    readonly sharedFlag: number;
  }[];
}

/** The limits of a memory that has a maximum and is not shared. https://webassembly.github.io/threads/core/binary/types.html#limits */
const unsharedFlag = 1;

/** The binary of the kernels for an engine's features. */
export function unpackKernels(
  { packed, builds }: PackedKernels,
  { shared, relaxedSimd }: KernelFeatures,
): Uint8Array<ArrayBuffer> {
  const wanted = relaxedSimd ? 'relaxed' : 'simd';
  const at = builds.findIndex(({ build }) => build === wanted);
  const before = builds.slice(0, at).reduce((total, { bytes }) => total + bytes, 0);
  const { bytes, sharedFlag } = builds[at]!;
  const binary = decodeLzma(decodeBase64(packed), before + bytes).subarray(before);
  if (!shared) binary[sharedFlag] = unsharedFlag;
  return binary;
}

/** Bytes out of their text. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
