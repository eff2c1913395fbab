/** The GPU backend on gpu.js: `@inkgrad/tensor/gpu`. */
export type { GpuCounters } from './counters.ts';
export type { GpuDevice } from './device.ts';
export { type GpuMode, gpuModes } from './mode.ts';
export { type GpuDeviceOptions, openGpuDevice } from './open.ts';
export { webGpuLaunches } from './web-gpu-launches.ts';
