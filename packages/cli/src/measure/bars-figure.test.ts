import { describe, expect, it } from 'vitest';
import { drawBars } from './bars-figure.ts';

const bar = (name: string, seconds: number, isOwn = false) => ({
  ...{ name, seconds, minimum: seconds * 0.9, maximum: seconds * 1.2, isOwn },
});

describe('drawBars', () => {
  it('draws the fastest first and longer times as longer bars', () => {
    const svg = drawBars([bar('slow', 66), bar('own', 0.083, true), bar('middle', 1.2)], 'v1');
    expect(svg).toContain('v1: own 0.083 s, middle 1.2 s, slow 66 s.');
    const lengths = [...svg.matchAll(/<rect x="250"[^>]*width="([\d.]+)" height="20"/g)].map(([, width]) =>
      Number(width),
    );
    expect(lengths).toHaveLength(3);
    expect(lengths[0]!).toBeLessThan(lengths[1]!);
    expect(lengths[1]!).toBeLessThan(lengths[2]!);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('refuses times that a logarithm has no place for', () => {
    expect(() => drawBars([], 'v1')).toThrow(RangeError);
    expect(() => drawBars([bar('nothing', 0)], 'v1')).toThrow(RangeError);
  });
});
