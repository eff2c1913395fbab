/**
 * The wasm backend on the thread that asks, and without what starts others and keeps them apart: `@inkgrad/tensor/one-thread`, for
 * small pages. Results are those of `openWasmDevice`, to the bit.
 */
import type { Device } from '../device.ts';
import { chosenRelaxedSimd, requireSimd } from './features.ts';
import { DeviceMemory } from './memory.ts';
import { instantiateKernels } from './module.ts';
import { WasmDevice } from './wasm-device.ts';

/**
 * Opens a device of one thread with a memory of its own, with relaxed SIMD where the engine has it.
 * @throws BackendError if there is no WebAssembly with SIMD here.
 */
export async function openOneThread(): Promise<Device> {
  requireSimd();
  return openSingle(chosenRelaxedSimd());
}

/** @param obstacle to more threads, for the device's description */
export async function openSingle(relaxedSimd: boolean, obstacle?: string): Promise<Device> {
  const memory = new DeviceMemory();
  const kernels = await instantiateKernels(memory.memory, relaxedSimd, obstacle);
  return new WasmDevice(kernels, memory, relaxedSimd);
}
