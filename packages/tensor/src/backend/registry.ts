/**
 * Backends by name. Each is loaded when first asked for, so that who uses one pays for one. Asking for an absent
 * backend is an error that says why; no name ever stands for another backend than the one it names.
 */
import { ArgumentError, isInkgradError } from '../errors.ts';
import type { Device } from './device.ts';
import type { GpuMode } from './gpu/mode.ts';

export interface DeviceOptions {
  /** Threads of the wasm backend; by default as many of the cores as a plan pays for. They change no bit of a result. */
  readonly threads?: number | undefined;
}

const openers = {
  wasm: async ({ threads }) => (await import('./wasm/wasm.ts')).openWasmDevice({ threads }),
  reference: async (options) => {
    refuseThreads('reference', options);
    return (await import('./reference/reference.ts')).openReferenceDevice();
  },
  gpu: gpu('gpu', 'best'),
  'gpu:webgpu': gpu('gpu:webgpu', 'webgpu'),
  'gpu:webgl2': gpu('gpu:webgl2', 'webgl2'),
  'gpu:headlessgl': gpu('gpu:headlessgl', 'headlessgl'),
  'gpu:webasm': gpu('gpu:webasm', 'webasm'),
  'gpu:cpu': gpu('gpu:cpu', 'cpu'),
} as const satisfies Record<string, (options: DeviceOptions) => Promise<Device>>;

function gpu(name: string, mode: GpuMode | 'best'): (options: DeviceOptions) => Promise<Device> {
  return async (options) => {
    refuseThreads(name, options);
    return (await import('./gpu/index.ts')).openGpuDevice(mode);
  };
}

function refuseThreads(backend: string, { threads = 1 }: DeviceOptions): void {
  if (threads !== 1)
    throw new ArgumentError(`openDevice("${backend}")`, 'threads', '1, as only wasm has more', threads);
}

export type BackendName = keyof typeof openers;

/** The names that `openDevice` takes besides "auto", preferred first. */
export const backendNames = Object.keys(openers) as readonly BackendName[];

/** Whether a backend can run here, and as what or why not. */
export interface BackendProbe {
  readonly name: BackendName;
  readonly available: boolean;
  /** The device's own description, if it is available. */
  readonly description?: string;
  /** Why it is not. */
  readonly reason?: string;
}

/**
 * Opens a backend.
 * @param name a backend's name, or "auto" for the fastest that is always there: wasm
 * @throws ArgumentError for an unknown name. @throws BackendError for a backend that cannot run here.
 */
export async function openDevice(name: string = 'auto', options: DeviceOptions = {}): Promise<Device> {
  const chosen = name === 'auto' ? 'wasm' : name;
  if (!Object.hasOwn(openers, chosen)) {
    throw new ArgumentError('openDevice', 'backend', `one of auto, ${backendNames.join(', ')}`, `"${name}"`);
  }
  return openers[chosen as BackendName](options);
}

/** Opens and closes every backend once to tell which can run here. */
export async function probeBackends(): Promise<BackendProbe[]> {
  const probes: BackendProbe[] = [];
  for (const name of backendNames) {
    try {
      const device = await openDevice(name);
      probes.push({ name, available: true, description: device.description });
      await device.dispose();
    } catch (error) {
      if (!isInkgradError(error)) throw error;
      probes.push({ name, available: false, reason: error.message });
    }
  }
  return probes;
}
