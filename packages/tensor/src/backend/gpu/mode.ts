/** The modes of gpu.js that kernels can run in, and what the device that runs them is called. */

/** How gpu.js runs kernels: as WGSL, as GLSL in a browser or in headless-gl, as WebAssembly, or as JavaScript. */
export type GpuMode = 'webgpu' | 'webgl2' | 'headlessgl' | 'webasm' | 'cpu';

/** Best first: the order in which "gpu" asks. */
export const gpuModes: readonly GpuMode[] = ['webgpu', 'webgl2', 'headlessgl', 'webasm', 'cpu'];

/** The name of the device of a mode, as `openDevice` takes it. */
export const deviceName = (mode: GpuMode): string => `gpu:${mode}`;
