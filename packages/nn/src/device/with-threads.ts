/** Models that are given no device have one with threads, as those of the main entry do; models of core alone have one thread. */
import { openDefaultBy } from './default-device.ts';

export function useThreads(): void {
  openDefaultBy(async () => (await import('@inkgrad/tensor/wasm')).openWasmDevice());
}
