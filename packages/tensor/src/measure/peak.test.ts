/** The peak is measured, not assumed: threads add up, and the numbers are of a computer. */
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd } from '../backend/wasm/features.ts';
import { type MachinePeak, measurePeak } from './peak.ts';

function expectRates({ threads, gigaflops, gigabytes }: MachinePeak): void {
  expect(threads).toBe(2);
  expect(gigaflops).toBeGreaterThan(0);
  expect(gigabytes).toBeGreaterThan(0);
  expect(Number.isFinite(gigaflops + gigabytes)).toBe(true);
}

describe('measurePeak', () => {
  it('gives rates of all threads together, fused only with relaxed SIMD', async () => {
    const peak = await measurePeak(2, 20);
    expectRates(peak);
    // With relaxed SIMD either may be faster.
    if (!hasRelaxedSimd()) expect(peak.fused).toBe(false);
  });

  it('measures fused operations too, once the engine has them', async () => {
    // In Node 20 they are behind this flag, which stays on in the process of this file.
    if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
    expect(hasRelaxedSimd()).toBe(true);
    expectRates(await measurePeak(2, 20));
  });
});
