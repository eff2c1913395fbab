/** Sets of pixels, and the rectangles around them. */
import type { Plane } from './gray-image.ts';

/** 1 where a pixel belongs, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels with more ink than `least`. */
export function inkOver(least: number, { width, height, values }: Plane): Mask {
  const inked = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) if (values[at]! > least) inked[at] = 1;
  return { width, height, values: inked };
}

/** The positions `y * width + x` of a mask's pixels. */
export function positionsOf({ values }: Mask): number[] {
  const positions: number[] = [];
  for (let at = 0; at < values.length; at++) if (values[at] === 1) positions.push(at);
  return positions;
}

/** The smallest rectangle around positions `y * width + x`, of which there is at least one. */
export function boundsOf(positions: ArrayLike<number>, width: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < positions.length; index++) {
    const at = positions[index]!;
    const x = at % width;
    const y = (at - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The smallest rectangle around all of the boxes, of which there is at least one. */
export function unionOf(boxes: readonly Box[]): Box {
  // Not Math.min(...boxes): a picture can have a hundred thousand pieces, more than a call takes arguments.
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.left);
    top = Math.min(top, box.top);
    right = Math.max(right, box.left + box.width);
    bottom = Math.max(bottom, box.top + box.height);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** What of a mask is in a box inside of it. */
export function cropMask(mask: Mask, { left, top, width, height }: Box): Mask {
  const values = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (top + row) * mask.width + left;
    values.set(mask.values.subarray(start, start + width), row * width);
  }
  return { width, height, values };
}

/** With a frame of `margin` empty pixels around it. */
export function withMargin(mask: Mask, margin: number): Mask {
  const width = mask.width + 2 * margin;
  const height = mask.height + 2 * margin;
  const values = new Uint8Array(width * height);
  for (let row = 0; row < mask.height; row++) {
    values.set(mask.values.subarray(row * mask.width, (row + 1) * mask.width), (row + margin) * width + margin);
  }
  return { width, height, values };
}
