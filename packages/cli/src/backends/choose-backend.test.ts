import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { chooseBackend, chooseBySpeed, stepOperations, withChosenBackend } from './choose-backend.ts';
import type { AvailableBackend } from './probe.ts';

const state = (device: string, gigaflops: number | undefined, software = false): AvailableBackend => ({
  ...{ name: device, available: true, device, description: `${device}, a device`, software },
  product: gigaflops === undefined ? { size: 256, largestError: 1 } : { size: 256, gigaflops },
});
const wasm = state('wasm', 80);

describe('auto', () => {
  it('takes wasm for the published experiments, without asking for a GPU', async () => {
    for (const experiment of [experiments.v1, experiments.v2]) {
      const { backend, reason } = await chooseBackend(stepOperations(experiment));
      expect(backend).toBe('wasm');
      expect(reason).toMatch(/^training steps of \d+ million operations are too small for a GPU to win$/);
    }
  });

  it('leaves a backend that was named as it is, and says nothing', async () => {
    const options = { backend: 'gpu:cpu' };
    expect(await withChosenBackend(options, [experiments.v1])).toBe(options);
  });

  it('counts six operations for each parameter and sample', () => {
    // 784·64 + 64 + 64·64 + 64 + 64·10 + 10 parameters.
    expect(stepOperations(experiments.v1)).toBe(6 * 55_050 * 64);
  });

  it('takes a GPU that is faster', () => {
    const { backend, reason } = chooseBySpeed(wasm, state('gpu:webgpu', 900));
    expect(backend).toBe('gpu:webgpu');
    expect(reason).toMatch(/reaches 9\.0e\+2 GF\/s in products against 80 of wasm/);
  });

  it.each([
    ['no GPU', { name: 'gpu', available: false, reason: 'none' } as const, /^no GPU answers here$/],
    ['an imitation', state('gpu:webasm', 900, true), /^no GPU answers here, only gpu:webasm, a device$/],
    ['a slow GPU', state('gpu:webgpu', 20), /reaches 20 GF\/s in products against 80 of wasm$/],
    ['a wrong GPU', state('gpu:webgpu', undefined), /multiplies matrices wrongly$/],
  ])('takes wasm with %s', (_, gpu, why) => {
    const { backend, reason } = chooseBySpeed(wasm, gpu);
    expect(backend).toBe('wasm');
    expect(reason).toMatch(why);
  });
});
