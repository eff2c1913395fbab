/**
 * The kernels of convolutions and pools come with the functions that make such tensors: to a device that is opened then, and to
 * one that is open already, on as many threads as can have them.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Device } from '../device.ts';

/** Like a program that has just been loaded, of which these modules are all that has been asked for. */
beforeEach(() => {
  vi.resetModules();
});

/** [[0, 1, 2], [3, 4, 5], [6, 7, 8]]: sums over windows of 2×2, and the largest of those. */
async function convolveAndPool(device: Device): Promise<readonly number[]> {
  const [{ evaluate }, { conv2d }, { maxPool2d }, { iota, ones }, { cast }, { reshape }] = await Promise.all([
    import('../../evaluate.ts'),
    import('../../functions/convolution.ts'),
    import('../../functions/pooling.ts'),
    import('../../functions/creation.ts'),
    import('../../functions/elementwise.ts'),
    import('../../functions/view.ts'),
  ]);
  const images = reshape(cast(iota([9], 0), 'f32'), [1, 3, 3, 1]);
  const sums = conv2d(images, ones([2, 2, 1, 1]));
  const [summed, largest] = await evaluate([sums, maxPool2d(sums)], device);
  return [...summed!, ...largest!];
}

/** Runs a plan without windows, for which threads start. */
async function addOnly(device: Device): Promise<readonly number[]> {
  const [{ evaluate }, { tensor }, { add }] = await Promise.all([
    import('../../evaluate.ts'),
    import('../../functions/creation.ts'),
    import('../../functions/elementwise.ts'),
  ]);
  const [sum] = await evaluate([add(tensor([1, 2]), 1)], device);
  return [...sum!];
}

describe.each([1, 2])('with %i threads', (threads) => {
  it('a device opened before has them with its next plan', async () => {
    const { openWasmDevice } = await import('./wasm.ts');
    const device = await openWasmDevice({ threads });
    expect(await addOnly(device)).toEqual([2, 3]);
    expect(await convolveAndPool(device)).toEqual([8, 12, 20, 24, 24]);
    expect(await addOnly(device)).toEqual([2, 3]);
    if (threads > 1)
      expect(device.description).toContain('(convolutions on 1: their code came when the threads ran already)');
    await device.dispose();
  });

  it('a device opened afterwards has them on all threads', async () => {
    await import('../../functions/convolution.ts');
    const { openWasmDevice } = await import('./wasm.ts');
    const device = await openWasmDevice({ threads });
    expect(await convolveAndPool(device)).toEqual([8, 12, 20, 24, 24]);
    expect(device.description).not.toContain('convolutions');
    await device.dispose();
  });
});
