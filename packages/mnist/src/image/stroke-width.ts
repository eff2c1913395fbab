/** How wide the strokes of a shape are. */
import { distanceTo } from './distance.ts';
import { type Mask, withMargin } from './mask.ts';

export interface StrokeWidth {
  /** Of the strokes on average: the pixels of a strip are on average a quarter of its width from its edges. */
  readonly mean: number;
  /** Of the largest circle that fits. */
  readonly widest: number;
}

/** In pixels; outside of the picture there is no ink. Both are 0 for an empty mask. */
export function strokeWidth(mask: Mask): StrokeWidth {
  let [sum, count, farthest] = [0, 0, 0];
  for (const distance of distanceTo(0, withMargin(mask, 1))) {
    if (distance === 0) continue;
    sum += distance;
    count++;
    farthest = Math.max(farthest, distance);
  }
  if (count === 0) return { mean: 0, widest: 0 };
  // The middle of a pixel is half a pixel farther from the next outside than from the edge.
  return { mean: Math.max(1, 4 * (sum / count - 0.5)), widest: 2 * farthest - 1 };
}
