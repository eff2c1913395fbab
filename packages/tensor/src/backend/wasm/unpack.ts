/**
 * The kernels out of the text that holds them: base64, deflated, with the blocks of all builds in turn, as
 * `scripts/build-kernels.mjs` lays them.
 */
import { builtin } from './builtin.ts';
import type { KernelFeatures } from './features.ts';
import { packedBlockBytes, packedBuilds, packedKernels } from './generated/kernels.ts';

/** The limits of a memory that has a maximum and is not shared. https://webassembly.github.io/threads/core/binary/types.html#limits */
const unsharedFlag = 1;

/** The binary of the kernels for an engine's features. */
export async function unpackKernels({ shared, relaxedSimd }: KernelFeatures): Promise<Uint8Array<ArrayBuffer>> {
  const build = relaxedSimd ? 'relaxed' : 'simd';
  const blocks = await inflate(decodeBase64(packedKernels));
  const { bytes, sharedFlag } = packedBuilds.find((packed) => packed.build === build)!;
  const binary = new Uint8Array(bytes);
  let at = 0;
  for (let start = 0; at < blocks.length; start += packedBlockBytes) {
    for (const packed of packedBuilds) {
      const length = Math.max(0, Math.min(packedBlockBytes, packed.bytes - start));
      if (packed.build === build && length > 0) binary.set(blocks.subarray(at, at + length), start);
      at += length;
    }
  }
  if (!shared) binary[sharedFlag] = unsharedFlag;
  return binary;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < characters.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}

/** In Node by zlib: the streams of the web take it 40 ms to set up. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const zlib = builtin<{ inflateRawSync(deflated: Uint8Array): Uint8Array }>('node:zlib');
  if (zlib !== undefined) return zlib.inflateRawSync(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
