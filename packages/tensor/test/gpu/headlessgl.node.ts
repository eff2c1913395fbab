/**
 * WebGL in Node, through the npm package `gl`, which is built by hand (docs/gpu.md): the conformance suite and v1's loss
 * curve. Part of no other run of tests; it fails where the package or a display is missing.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GpuDevice, openGpuDevice } from '../../src/backend/gpu/node.ts';
import { openDevice } from '../../src/index.ts';
import { describeConformance } from '../../src/testing/conformance.ts';
import { wrongFarElements } from './support/far-rows.ts';
import { gpuLimits } from './support/limits.ts';
import { lossCurve, startV1 } from './support/v1-run.ts';

// WebGL 1 has no bit operations; gpu.js imitates them by loops, and a software renderer compiles the kernel of a dropout
// mask for a quarter of a minute.
vi.setConfig({ testTimeout: 400_000 });

describeConformance('gpu:headlessgl', () => openGpuDevice('headlessgl'), gpuLimits('headlessgl'));

describe('gpu:headlessgl', () => {
  let device: GpuDevice;
  beforeAll(async () => {
    device = await openGpuDevice('headlessgl');
  });
  afterAll(async () => {
    await device.dispose();
  });

  it('is not taken for a GPU, as headless-gl does not say what draws', () => {
    expect(device.name).toBe('gpu:headlessgl');
    expect(device.description).toBe('gpu.js headlessgl, ANGLE (software)');
    expect(device.software).toBe(true);
  });

  it('follows the loss curve of the wasm backend', async () => {
    const wasm = await openDevice('wasm');
    const [own, other] = [await lossCurve(device, 20), await lossCurve(wasm, 20)];
    await wasm.dispose();
    own.forEach((loss, at) => {
      expect(Math.abs(loss - other[at]!), `step ${at}`).toBeLessThan(1e-4 * other[at]!);
    });
  });

  it('refuses a buffer beyond the largest texture', () => {
    expect(() => device.allocate('f32', 2 ** 30 - 1)).toThrow(/more than the \d+ of the largest texture/);
  });

  it('finds rows of an array with more elements than float32 counts', async () => {
    expect(await wrongFarElements(device)).toBe(0);
  });

  it('runs a chunk of steps as one submission with one read-back', async () => {
    const run = await startV1(device);
    const before = { ...device.counters };
    await run.executable.run(5);
    await run.executable.read('loss');
    expect(device.counters.submissions - before.submissions).toBe(1);
    expect(device.counters.readBacks - before.readBacks).toBe(1);
    run.dispose();
  });
});
