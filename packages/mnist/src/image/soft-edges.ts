/** The digit alone, with its soft edges: its dark pixels and the inked ones within reach of them. */
import type { DigitRegion } from './digit-region.ts';
import type { FoundInk } from './found-ink.ts';
import type { Plane } from './gray-image.ts';
import { boundsOf, type Mask, positionsOf } from './mask.ts';

/** Soft edges end where less than this is left of the paper's light. */
const softEdge = 0.04;
/** Soft edges reach at most this share of the digit's longer side. */
const widestEdge = 0.1;

/** Adds to a mask the pixels around it that are inked with more than `least`, within `reach` steps. */
function grow(mask: Mask, { values }: Plane, least: number, reach: number): Mask {
  const { width, height } = mask;
  const grown = mask.values.slice();
  const positions = positionsOf(mask);
  for (let begin = 0, step = 0; step < reach; step++) {
    const end = positions.length;
    for (; begin < end; begin++) {
      const at = positions[begin]!;
      const x = at % width;
      const y = (at - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (grown[near] === 1 || values[near]! <= least) continue;
          grown[near] = 1;
          positions.push(near);
        }
      }
    }
  }
  return { ...mask, values: grown };
}

/**
 * @param ink share of the paper's light that is missing
 * @param edges where the soft edges are looked for: the same ink, or, if it is noisy, smoothed; and its noise
 * @param region the digit's dark pixels, their bounds and the level of a full stroke
 * @returns the digit, cropped to its bounds: 0 paper to 1 full stroke
 */
export function digitWithEdges(ink: Plane, edges: FoundInk, { mask, box, level }: DigitRegion): Plane {
  const reach = Math.max(1, Math.round(widestEdge * Math.max(box.width, box.height)));
  const whole = grow(mask, edges.ink, Math.max(softEdge, 3 * edges.noise), reach);
  const { left, top, width, height } = boundsOf(positionsOf(whole), whole.width);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (top + y) * ink.width + left + x;
      if (whole.values[at] === 1) values[y * width + x] = Math.min(1, Math.max(0, ink.values[at]! / level));
    }
  }
  return { width, height, values };
}
