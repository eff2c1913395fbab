/**
 * Fused multiply-add for the wasm backend in Node 20, whose V8 has relaxed SIMD complete but behind a flag; from Node 22
 * on it is there by default. A process of its own may set the flag, a library may not: whoever uses the packages starts
 * Node with it.
 */
import { setFlagsFromString } from 'node:v8';

/** First major version of Node with relaxed SIMD by default. */
const firstWithout = 22;

/** Takes effect for modules compiled afterwards, in all threads of this process. */
export function enableRelaxedSimd(nodeVersion = process.versions.node): void {
  if (Number.parseInt(nodeVersion, 10) < firstWithout) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
