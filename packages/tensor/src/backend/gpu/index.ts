/** The GPU backend on gpu.js: `@inkgrad/tensor/gpu`, as a page has it. */
export type { GpuCounters } from './counters.ts';
export type { GpuDevice } from './device.ts';
export { type GpuMode, gpuModes } from './mode.ts';
export type { GpuDeviceOptions } from './open.ts';
export { openGpuDevice } from './open-in-page.ts';
export { webGpuLaunches } from './web-gpu-launches.ts';
