/**
 * WebGPU in Node and in browsers. In Node it is the npm package `webgpu` (Dawn), loaded on first use and put where
 * gpu.js looks for it. gpu.js shares one device among all its users in a process, so it is counted here and destroyed
 * with the last one: a live Dawn device keeps a core busy and the process from ending.
 */
import { BackendError } from '../../errors.ts';
import { type GpuLibrary, messageOf, type WebGpuContext } from './library.ts';
import { deviceName } from './mode.ts';
import type { GpuPlace } from './place.ts';
import { dawnVersion } from './versions.ts';

interface DawnModule {
  create(options: string[]): GPU;
}

export interface AcquiredContext {
  readonly context: WebGpuContext;
  /** The adapter as it calls itself: "swiftshader (SwiftShader driver 5.0.0)". */
  readonly adapterName: string;
  /** Whether it computes on a CPU. */
  readonly software: boolean;
  release(): Promise<void>;
}

let users = 0;
let uninstall: (() => void) | undefined;

/** @throws BackendError naming what is missing: the package, an adapter, a device. */
export async function acquireWebGpu(
  library: GpuLibrary,
  { importWebGpu, bringWebGpu }: Pick<GpuPlace, 'importWebGpu' | 'bringWebGpu'>,
): Promise<AcquiredContext> {
  const name = deviceName('webgpu');
  if (typeof navigator === 'undefined' || navigator.gpu === undefined) {
    if (importWebGpu === undefined) {
      const secure = 'it needs a browser with WebGPU and a page from https or localhost';
      throw new BackendError(name, `there is no navigator.gpu here; ${secure}`);
    }
    const dawn = await loadDawn(importWebGpu, bringWebGpu);
    uninstall ??= install(dawn);
  }
  users++;
  const release = async (): Promise<void> => {
    users--;
    if (users > 0) return;
    await library.WebGPUContext.destroy();
    uninstall?.();
    uninstall = undefined;
  };
  try {
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter === null) {
      throw new BackendError(
        name,
        'WebGPU is here but offers no adapter; it needs a GPU driver, or SwiftShader as a software one (docs/gpu.md)',
      );
    }
    const context = await library.WebGPUContext.acquire();
    return { context, release, ...describeAdapter(context.adapter) };
  } catch (error) {
    await release();
    if (error instanceof BackendError) throw error;
    throw new BackendError(name, messageOf(error), { cause: error });
  }
}

async function loadDawn(importWebGpu: () => Promise<unknown>, bringWebGpu: string): Promise<DawnModule> {
  const name = deviceName('webgpu');
  let loaded: Partial<DawnModule> | undefined;
  try {
    loaded = (await importWebGpu()) as Partial<DawnModule> | undefined;
  } catch (error) {
    throw new BackendError(
      name,
      `this platform has no navigator.gpu, and the npm package "webgpu" cannot be loaded (${messageOf(error)}); ${bringWebGpu}`,
      { cause: error },
    );
  }
  if (typeof loaded?.create !== 'function') {
    throw new BackendError(
      name,
      `the npm package "webgpu" has no create function; version ${dawnVersion} is known to work`,
    );
  }
  return loaded as DawnModule;
}

/** Puts Dawn where browsers have WebGPU; returns what takes it away again. */
function install({ create }: DawnModule): () => void {
  const scope = globalThis as { navigator?: object };
  const made = scope.navigator === undefined;
  if (made) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true, writable: true });
  Object.defineProperty(scope.navigator!, 'gpu', { value: create([]), configurable: true });
  return () => {
    if (made) delete scope.navigator;
    else delete (scope.navigator as { gpu?: unknown }).gpu;
  };
}

function describeAdapter({ info }: GPUAdapter): { adapterName: string; software: boolean } {
  const parts = [info.vendor, info.architecture, info.description].filter((part) => part !== '');
  const software = info.isFallbackAdapter || isSoftwareName(parts.join(' '));
  return { adapterName: parts.join(' ') || 'an unnamed adapter', software };
}

/** Renderers that are known to run on a CPU. */
export const isSoftwareName = (name: string): boolean =>
  /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp/i.test(name);
