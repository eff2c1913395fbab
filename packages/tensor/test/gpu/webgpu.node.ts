/**
 * WebGPU in Node, on whatever adapter is there: the conformance suite, v1's loss curve, counters and a clean end. Not
 * part of the default tests, because it needs an adapter; it fails without one.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuDevice, openGpuDevice } from '../../src/backend/gpu/node.ts';
import { openDevice } from '../../src/index.ts';
import { describeConformance } from '../../src/testing/conformance.ts';
import { wrongFarElements } from './support/far-rows.ts';
import { gpuLimits } from './support/limits.ts';
import { lossCurve, startV1 } from './support/v1-run.ts';
import { largestDifference, runWideAdam, wideAdamTolerance } from './support/wide-adam.ts';

describeConformance('gpu:webgpu', () => openGpuDevice('webgpu'), gpuLimits('webgpu'));

describe('gpu:webgpu', () => {
  let device: GpuDevice;
  beforeAll(async () => {
    device = await openGpuDevice('webgpu');
  });
  afterAll(async () => {
    await device.dispose();
  });

  it('says which adapter it is and whether it is software', () => {
    expect(device.name).toBe('gpu:webgpu');
    const expected = process.env['INKGRAD_EXPECT_ADAPTER'] ?? '';
    expect(device.description.toLowerCase()).toContain(expected.toLowerCase());
    expect(device.software).toBe(/swiftshader|llvmpipe/i.test(device.description));
    if (device.software) expect(device.description).toContain('(software)');
  });

  it('follows the loss curve of the wasm backend', async () => {
    const wasm = await openDevice('wasm');
    const steps = 40;
    const [own, other] = [await lossCurve(device, steps), await lossCurve(wasm, steps)];
    await wasm.dispose();
    own.forEach((loss, at) => {
      expect(Math.abs(loss - other[at]!), `step ${at}`).toBeLessThan(1e-4 * other[at]!);
    });
  });

  it('runs a chunk of steps as one submission with one read-back and at most 20 launches a step', async () => {
    const run = await startV1(device);
    const before = { ...device.counters };
    await run.executable.run(10);
    await run.executable.read('loss');
    await run.buffers['lossSum']!.read();
    expect(device.counters.submissions - before.submissions).toBe(1);
    expect(device.counters.readBacks - before.readBacks).toBe(1);
    expect(device.counters.bytesUploaded - before.bytesUploaded).toBe(0);
    expect(device.counters.kernelLaunches - before.kernelLaunches).toBeLessThanOrEqual(200);
    run.dispose();
  });

  it('updates more parameters than an axis of a dispatch has cells', async () => {
    const wasm = await openDevice('wasm');
    const [own, other] = [await runWideAdam(device, 600000), await runWideAdam(wasm, 600000)];
    await wasm.dispose();
    expect(largestDifference(own, other)).toBeLessThan(wideAdamTolerance);
  });

  it('finds rows of an array with more elements than float32 counts', async () => {
    expect(await wrongFarElements(device)).toBe(0);
  });

  it('refuses a buffer beyond what can be bound', () => {
    expect(() => device.allocate('f32', 2 ** 30 - 1)).toThrow(/more than the \d+ that this device can bind/);
  });

  it('turns a lost device into an error, and opens again', async () => {
    const own = await openGpuDevice('webgpu');
    const run = await startV1(own);
    // What gpu.js shares among devices dies for all of them, as a real loss would have it.
    await loseDevice(own);
    await expect(run.executable.run()).rejects.toThrow(/the device was lost/);
    await own.dispose();
    await device.dispose();
    device = await openGpuDevice('webgpu');
    const again = await startV1(device);
    await again.executable.run();
    again.dispose();
  });
});

it('leaves the processor alone while it is idle, and lets the process end by itself', () => {
  const script = `
    const { openGpuDevice } = await import(${JSON.stringify(new URL('../../dist/backend/gpu/node.js', import.meta.url).href)});
    const device = await openGpuDevice('webgpu');
    const buffer = device.allocate('f32', 4);
    await buffer.write(Float32Array.of(1, 2, 3, 4));
    console.log((await buffer.read()).join());
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { user, system } = process.cpuUsage(before);
    // Polling would take all of the second; what was seen is a thousandth of it.
    console.log((user + system) / 1e6 < 0.3 ? 'idle' : 'busy');
    await device.dispose();`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' });
  expect(ended.stdout.trim()).toBe('1,2,3,4\nidle');
});

async function loseDevice(device: GpuDevice): Promise<void> {
  const gpuJs = (await import('gpu.js')) as unknown as {
    default: { WebGPUContext: { acquire(): Promise<{ device: GPUDevice }> } };
  };
  const { device: shared } = await gpuJs.default.WebGPUContext.acquire();
  expect(device.counters.kernelsCompiled).toBeGreaterThan(0);
  shared.destroy();
  await shared.lost;
}
