import { expect, test } from 'vitest';
import { draw, strokes } from '../testing/synthetic-digit.ts';
import { grainOf } from './grain.ts';

/** In grey levels. */
function grain(more: Partial<Parameters<typeof draw>[1]>): number {
  const { width, height, data } = draw(strokes.five, { width: 120, height: 110, side: 60, left: 25, top: 25, ...more });
  return 255 * grainOf({ width, height, values: Float32Array.from(data) });
}

test('normal noise is found, whatever the digit and the light', () => {
  // Six thousand pairs of pixels give the median to about two per cent.
  for (const noise of [4, 8, 16]) {
    expect(Math.abs(grain({ noise, paper: 180 }) / noise - 1)).toBeLessThan(0.1);
    expect(Math.abs(grain({ noise, paper: 190, falloff: 0.3 }) / noise - 1)).toBeLessThan(0.15);
  }
});

test('of noise that white cuts off most is found', () => {
  for (const paper of [250, 252, 255]) {
    const found = grain({ noise: 8, paper });
    expect(found).toBeGreaterThan(8 * 0.5);
    expect(found).toBeLessThan(8 * 1.1);
  }
});

test('a clean picture has none, and slow light little', () => {
  expect(grain({ paper: 230 })).toBe(0);
  expect(grain({ paper: 230, falloff: 0.3 })).toBeLessThan(1.5);
  expect(grainOf({ width: 1, height: 1, values: Float32Array.of(12) })).toBe(0);
  // All white: there is no pair to look at.
  expect(grainOf({ width: 3, height: 1, values: Float32Array.of(255, 255, 255) })).toBe(0);
});
