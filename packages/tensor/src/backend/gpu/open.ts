/**
 * Opens a GPU device by mode. gpu.js and Dawn are imported here, on first use, and nowhere else; who never opens a GPU
 * device never loads them.
 */
import { BackendError } from '../../errors.ts';
import { type GpuCounters, newCounters } from './counters.ts';
import { type GpuDevice, OpenGpuDevice } from './device.ts';
import { type GpuLibrary, loadGpuLibrary } from './library.ts';
import { deviceName, type GpuMode } from './mode.ts';
import { CpuRunner } from './runner/cpu-runner.ts';
import type { Runner } from './runner/runner.ts';
import { WasmRunner } from './runner/wasm-runner.ts';
import { WebGpuRunner } from './runner/web-gpu-runner.ts';
import { acquireWebGpu } from './web-gpu-context.ts';

export interface GpuDeviceOptions {
  /** How gpu.js is loaded; `import('gpu.js')` by default. */
  readonly importGpuJs?: () => Promise<unknown>;
  /** How Dawn is loaded where there is no navigator.gpu; `import('webgpu')` by default. */
  readonly importWebGpu?: () => Promise<unknown>;
  /** Memory of a webasm device in bytes, 1 GiB by default; only what is used is touched. */
  readonly memoryBytes?: number;
}

// A name that bundlers cannot follow: the package is for Node only, and a browser never asks for it.
const dawnPackage = 'webgpu';

/**
 * Opens a device.
 * @throws BackendError if gpu.js or the mode is absent here, saying why.
 */
export async function openGpuDevice(mode: GpuMode, options: GpuDeviceOptions = {}): Promise<GpuDevice> {
  const { importGpuJs = () => import('gpu.js') } = options;
  const library = await loadGpuLibrary(mode, importGpuJs);
  const counters = newCounters();
  return new OpenGpuDevice(await openRunner(library, mode, counters, options), counters);
}

async function openRunner(library: GpuLibrary, mode: GpuMode, counters: GpuCounters, options: GpuDeviceOptions): Promise<Runner> {
  const { memoryBytes = 2 ** 30, importWebGpu = () => import(/* @vite-ignore */ dawnPackage) } = options;
  switch (mode) {
    case 'cpu':
      return new CpuRunner(library, counters);
    case 'webasm':
      return new WasmRunner(library, counters, memoryBytes);
    case 'webgpu': {
      const { context, adapterName, software, release } = await acquireWebGpu(library, importWebGpu);
      const description = `gpu.js webgpu, ${adapterName}${software ? ' (software)' : ''}`;
      return new WebGpuRunner({ library, context, counters, description, onDispose: release });
    }
    default:
      throw new BackendError(deviceName(mode), 'this mode is not here');
  }
}
