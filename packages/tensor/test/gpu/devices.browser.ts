/**
 * The conformance suite and v1's loss curve in a browser, on each device that one offers. Fails, rather than skips,
 * where one of them is not what ran.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuDevice, openGpuDevice } from '../../src/backend/gpu/index.ts';
import { type Device, openDevice } from '../../src/index.ts';
import { describeConformance } from '../../src/testing/conformance.ts';
import { wrongFarElements } from './support/far-rows.ts';
import { gpuLimits } from './support/limits.ts';
import { lossCurve } from './support/v1-run.ts';

describeConformance('wasm in a browser', () => openDevice('wasm'), { runs: 8 });

describe.each(['webgpu', 'webgl2', 'webasm'] as const)('gpu:%s', (mode) => {
  describeConformance(`gpu:${mode} in a browser`, () => openGpuDevice(mode), gpuLimits(mode));

  describe('training', () => {
    let device: GpuDevice;
    let wasm: Device;
    beforeAll(async () => {
      device = await openGpuDevice(mode);
      wasm = await openDevice('wasm');
    });
    afterAll(async () => {
      await device.dispose();
      await wasm.dispose();
    });

    it('says what it is', () => {
      expect(device.name).toBe(`gpu:${mode}`);
      if (/swiftshader/i.test(device.description)) expect(device.software).toBe(true);
    });

    it('refuses a buffer beyond what it can bind', () => {
      expect(() => device.allocate('f32', 2 ** 30 - 1)).toThrow(/more than the \d+ |out of memory/);
    });

    it('finds rows of an array with more elements than float32 counts', async () => {
      expect(await wrongFarElements(device)).toBe(0);
    });

    it('follows the loss curve of the wasm backend', async () => {
      const [own, other] = [await lossCurve(device, 20), await lossCurve(wasm, 20)];
      own.forEach((loss, at) => {
        expect(Math.abs(loss - other[at]!), `step ${at}`).toBeLessThan(1e-4 * other[at]!);
      });
    });
  });
});

it('speaks of what a page has', async () => {
  await expect(openGpuDevice('headlessgl')).rejects.toThrow(/a page has webgl2/);
  const importGpuJs = () => Promise.reject(new Error('404'));
  await expect(openGpuDevice('webgpu', { importGpuJs })).rejects.toThrow(/\(404\); the page's bundle or import map/);
});
