/**
 * Opens a GPU device by mode. Where gpu.js and Dawn come from is for the entries to say (`open-in-page.ts`,
 * `open-in-node.ts`); they are loaded on first use, so who never opens a GPU device never loads them.
 */
import { check, positiveWhole } from '../../check/numbers.ts';
import { checkKeys, knownName } from '../../check/options.ts';
import { BackendError } from '../../errors.ts';
import { type GpuCounters, newCounters } from './counters.ts';
import { type GpuDevice, OpenGpuDevice } from './device.ts';
import { type GpuLibrary, loadGpuLibrary } from './library.ts';
import { deviceName, type GpuMode, gpuModes } from './mode.ts';
import type { GpuPlace } from './place.ts';
import { CpuRunner } from './runner/cpu-runner.ts';
import type { Runner } from './runner/runner.ts';
import { TextureRunner } from './runner/texture-runner.ts';
import { WasmRunner } from './runner/wasm-runner.ts';
import { WebGpuRunner } from './runner/web-gpu-runner.ts';
import { acquireWebGpu, isSoftwareName } from './web-gpu-context.ts';

/** What `openGpuDevice` may be told. */
export interface GpuDeviceOptions {
  /** How gpu.js is loaded; `import('gpu.js')` by default. */
  readonly importGpuJs?: () => Promise<unknown>;
  /** How Dawn is loaded where there is no navigator.gpu; in Node `import('webgpu')` by default, in a page not at all. */
  readonly importWebGpu?: () => Promise<unknown>;
  /** Memory of a webasm device in bytes, 1 GiB by default; only what is used is touched. */
  readonly memoryBytes?: number;
}

type Settings = GpuPlace & Pick<GpuDeviceOptions, 'memoryBytes'>;

/**
 * @throws UnknownNameError for a mode or an option that there is none of, ArgumentError for an option of another kind.
 * @throws BackendError if gpu.js or the mode is absent here, saying why.
 */
export async function openGpu(mode: GpuMode | 'best', options: GpuDeviceOptions, place: GpuPlace): Promise<GpuDevice> {
  checkArguments(mode, options);
  const { importGpuJs = place.importGpuJs, importWebGpu = place.importWebGpu } = options;
  const settings: Settings = { ...options, ...place, importGpuJs, importWebGpu };
  const library = await loadGpuLibrary(mode === 'best' ? 'gpu' : deviceName(mode), settings);
  const counters = newCounters();
  const opened =
    mode === 'best' ? await openBest(library, counters, settings) : await openRunner(library, mode, counters, settings);
  return new OpenGpuDevice(opened.runner, !opened.hardware, counters);
}

function checkArguments(mode: unknown, options: GpuDeviceOptions): void {
  const where = 'openGpuDevice';
  knownName(where, 'mode', Object.fromEntries(['best', ...gpuModes].map((name) => [name, true])), mode);
  checkKeys(where, options, ['importGpuJs', 'importWebGpu', 'memoryBytes']);
  for (const name of ['importGpuJs', 'importWebGpu'] as const) {
    const load: unknown = options[name];
    check(where, name, load, 'a function that imports it', load === undefined || typeof load === 'function');
  }
  if (options.memoryBytes !== undefined) positiveWhole(where, 'memoryBytes', options.memoryBytes);
}

interface OpenedRunner {
  readonly runner: Runner;
  /** Whether it is a GPU and no imitation of one. */
  readonly hardware: boolean;
}

async function openBest(library: GpuLibrary, counters: GpuCounters, settings: Settings): Promise<OpenedRunner> {
  const reasons: string[] = [];
  for (const mode of gpuModes) {
    try {
      const opened = await openRunner(library, mode, counters, settings);
      // What only imitates a GPU is slower than WebAssembly and JavaScript themselves.
      if (opened.hardware || mode === 'webasm' || mode === 'cpu') return opened;
      reasons.push(`${opened.runner.description} is software`);
      await opened.runner.dispose();
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new BackendError('gpu', `no mode of gpu.js runs here: ${reasons.join('; ')}`);
}

async function openRunner(
  library: GpuLibrary,
  mode: GpuMode,
  counters: GpuCounters,
  settings: Settings,
): Promise<OpenedRunner> {
  const { memoryBytes = 2 ** 30, withoutWebGl } = settings;
  switch (mode) {
    case 'cpu':
      return { runner: new CpuRunner(library, counters), hardware: false };
    case 'webasm':
      if (!library.WebAssemblyKernel.isSupported)
        throw new BackendError(deviceName(mode), 'there is no WebAssembly here');
      return { runner: new WasmRunner(library, counters, memoryBytes), hardware: false };
    case 'webgpu': {
      const { context, adapterName, software, release } = await acquireWebGpu(library, settings);
      const description = `gpu.js ${mode}, ${adapterName}`;
      return {
        runner: new WebGpuRunner({ library, context, counters, description, onDispose: release }),
        hardware: !software,
      };
    }
    case 'webgl2':
    case 'headlessgl': {
      const { renderer, largestTexture } = webGlLimits(library, mode, withoutWebGl[mode]);
      // headless-gl calls itself ANGLE whatever draws for it; what is not known to be a GPU is not taken for one.
      const software = isSoftwareName(renderer) || /^angle$/i.test(renderer);
      const description = `gpu.js ${mode}, ${renderer}`;
      return {
        runner: new TextureRunner({ library, mode, counters, description, largestTexture }),
        hardware: !software,
      };
    }
  }
}

/** What WebGL calls its renderer, and the side of its largest texture. @throws BackendError if there is none. */
function webGlLimits(
  library: GpuLibrary,
  mode: 'webgl2' | 'headlessgl',
  missing: string,
): { readonly renderer: string; readonly largestTexture: number } {
  const kernel = mode === 'webgl2' ? library.WebGL2Kernel : library.HeadlessGLKernel;
  if (!kernel.isSupported || kernel.testContext === null) {
    throw new BackendError(deviceName(mode), missing);
  }
  const gl = kernel.testContext;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return {
    renderer: String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)),
    largestTexture: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
  };
}
