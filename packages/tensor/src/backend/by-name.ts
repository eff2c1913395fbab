/**
 * Devices by name in a page. GPU devices are not among them: what a name can bring, a bundle has to hold, and gpu.js is
 * ten times the rest. A page that wants one imports `@inkgrad/tensor/gpu`.
 */
import { BackendError } from '../errors.ts';
import type { Device } from './device.ts';
import { type BackendProbe, type DeviceOptions, type OpenGpuByName, openByName, probeByName } from './registry.ts';

const refuseGpu: OpenGpuByName = async (name, mode) => {
  throw new BackendError(
    name,
    `a page opens it by openGpuDevice("${mode}") from "@inkgrad/tensor/gpu", so that only pages that import it carry gpu.js.`,
  );
};

/**
 * Opens a backend.
 * @param name a backend's name, or "auto" for the fastest that is always there: wasm. In a page, GPU devices are opened
 * by `openGpuDevice` of `@inkgrad/tensor/gpu` instead.
 * @throws UnknownNameError for a name or an option that there is none of, ArgumentError for threads that are no number.
 * @throws BackendError for a backend that cannot run here.
 * @example
 * const device = await openDevice('wasm', { threads: 1 });
 * await evaluate(square(tensor([1, 2, 3])), device); // → [1, 4, 9]
 * await device.dispose();
 */
export async function openDevice(name: string = 'auto', options: DeviceOptions = {}): Promise<Device> {
  return openByName(name, options, refuseGpu);
}

/**
 * Opens and closes every backend once to tell which can run here.
 * @example
 * const probes = await probeBackends();
 * probes.find(({ name }) => name === 'wasm').available; // → true
 */
export async function probeBackends(): Promise<BackendProbe[]> {
  return probeByName(refuseGpu);
}
