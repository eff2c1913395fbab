/** The peak is measured, not assumed: threads add up, and the numbers are of a computer. */
import { describe, expect, it } from 'vitest';
import { measurePeak } from './peak.ts';

describe('measurePeak', () => {
  it('gives rates of all threads together', async () => {
    const peak = await measurePeak(2, 20);
    expect(peak.threads).toBe(2);
    expect(peak.gigaflops).toBeGreaterThan(0);
    expect(peak.gigabytes).toBeGreaterThan(0);
    expect(Number.isFinite(peak.gigaflops + peak.gigabytes)).toBe(true);
  });
});
