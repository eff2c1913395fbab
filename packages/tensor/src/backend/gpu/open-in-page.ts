/** GPU devices in a page: gpu.js comes with the page's bundle or import map, WebGPU from the browser. */
import type { GpuDevice } from './device.ts';
import type { GpuMode } from './mode.ts';
import { type GpuDeviceOptions, openGpu } from './open.ts';
import { gpuJsVersion } from './versions.ts';

/**
 * Opens a device.
 * @param mode how gpu.js is to run kernels; "best" for the first of `webgpu`, `webgl2` and `headlessgl` that runs on
 * hardware, else `webasm`, else `cpu`. The device's name and description say which it became.
 * @throws UnknownNameError for a mode or an option that there is none of, ArgumentError for an option of another kind.
 * @throws BackendError if gpu.js or the mode is absent here, saying why.
 */
export async function openGpuDevice(
  mode: GpuMode | 'best' = 'best',
  options: GpuDeviceOptions = {},
): Promise<GpuDevice> {
  return openGpu(mode, options, {
    importGpuJs: () => import('gpu.js'),
    bringGpuJs: `the page's bundle or import map has to bring the npm package gpu.js, version ${gpuJsVersion}`,
    importWebGpu: undefined,
    bringWebGpu: 'importWebGpu has to give the module that has its create function',
    withoutWebGl: {
      webgl2: 'there is no WebGL2 here; the browser or its settings forbid it, or there is no driver for it',
      headlessgl: 'headless-gl is for programs without a browser; a page has webgl2',
    },
  });
}
