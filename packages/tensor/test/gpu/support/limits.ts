/** What a GPU mode cannot hold, and so is not asked; everything else in the suite runs on all of them. */
import type { GpuMode } from '../../../src/backend/gpu/index.ts';
import type { ConformanceOptions } from '../../../src/testing/conformance.ts';

export const gpuLimits = (mode: GpuMode): ConformanceOptions => ({
  runs: 8,
  // Each compiles some ten kernels, which is slow where there is a device.
  // A shader may be off by any amount where a function's slope is huge, and sin and cos are NaN beyond 2²⁴; a graph of
  // several ops meets both. Graphs are compared where arithmetic is IEEE's, single ops everywhere.
  randomGraphs: mode === 'webasm' || mode === 'cpu' ? 120 : 0,
  // gpu.js computes with float32 numbers only.
  largestInteger: 2 ** 24,
  // Angles are reduced in float32, whose neighbours are radians apart beyond this.
  largestAngle: 2 ** 24,
  // A GPU may read subnormal numbers as zero: https://www.w3.org/TR/WGSL/#floating-point-evaluation
  subnormals: mode === 'webasm' || mode === 'cpu',
  // NVIDIA's sqrt is a unit off now and then: https://www.w3.org/TR/WGSL/#floating-point-accuracy
  roundsCorrectly: mode === 'webasm' || mode === 'cpu',
});
