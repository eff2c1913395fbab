/**
 * Backends by name. Each is loaded when first asked for, so that who uses one pays for one. Asking for an absent
 * backend is an error that says why; no name ever stands for another backend than the one it names.
 *
 * How a GPU device comes by name depends on where the program runs (`by-name.ts`, `by-name-node.ts`).
 */
import { checkKeys, knownName } from '../check/options.ts';
import { ArgumentError, isInkgradError } from '../errors.ts';
import type { Device } from './device.ts';
import type { GpuMode } from './gpu/mode.ts';
import { checkThreads } from './wasm/thread-count.ts';

/** What `openDevice` may be told besides a name. */
export interface DeviceOptions {
  /** Threads of the wasm backend; by default as many of the cores as a plan pays for. They change no bit of a result. */
  readonly threads?: number | undefined;
}

/** Opens the backend called `name`, which is gpu.js in `mode`. */
export type OpenGpuByName = (name: string, mode: GpuMode | 'best') => Promise<Device>;

type Opener = (options: DeviceOptions, openGpu: OpenGpuByName) => Promise<Device>;

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
} as const satisfies Record<string, Opener>;

function gpu(name: string, mode: GpuMode | 'best'): Opener {
  return async (options, openGpu) => {
    refuseThreads(name, options);
    return openGpu(name, mode);
  };
}

function refuseThreads(backend: string, { threads = 1 }: DeviceOptions): void {
  if (threads !== 1)
    throw new ArgumentError(`openDevice("${backend}")`, 'threads', '1, as only wasm has more', threads);
}

/** The name of a backend, as `openDevice` takes it; `backendNames` lists them. */
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
 * @throws UnknownNameError for a name or an option that there is none of, ArgumentError for threads that are no number.
 * @throws BackendError for a backend that cannot run here.
 */
export async function openByName(name: string, options: DeviceOptions, openGpu: OpenGpuByName): Promise<Device> {
  const chosen = knownName('openDevice', 'backend', { auto: openers.wasm, ...openers }, name);
  checkKeys('openDevice', options, ['threads']);
  checkThreads('openDevice', options.threads);
  return openers[chosen === 'auto' ? 'wasm' : chosen](options, openGpu);
}

/** Opens and closes every backend once. */
export async function probeByName(openGpu: OpenGpuByName): Promise<BackendProbe[]> {
  const probes: BackendProbe[] = [];
  for (const name of backendNames) {
    try {
      const device = await openByName(name, {}, openGpu);
      probes.push({ name, available: true, description: device.description });
      await device.dispose();
    } catch (error) {
      if (!isInkgradError(error)) throw error;
      probes.push({ name, available: false, reason: error.message });
    }
  }
  return probes;
}
