/** A grey picture in memory, and bringing large ones down to a workable size. */
import { ImageError } from '../errors.ts';

/** Row by row, 0 black to 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Values of a picture between stages; what they mean is said where they are made. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** @throws ImageError if the sides are no whole numbers from 1, or `data` is not of their product's length */
export function checkGrayImage({ width, height, data }: GrayImage): void {
  const valid = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!valid || data.length !== width * height) {
    throw new ImageError(`a picture of ${width}×${height} needs as many pixels, received ${data.length}.`);
  }
}

/** How many pixels along each axis `shrink` makes one of. */
export function shrinkFactor({ width, height }: GrayImage, longestSide: number): number {
  return Math.ceil(Math.max(width, height) / longestSide);
}

/** Averages squares of pixels, so that the longer side has at most `longestSide`; smaller pictures stay as they are. */
export function shrink(image: GrayImage, longestSide: number): Plane {
  const { width, height, data } = image;
  const factor = shrinkFactor(image, longestSide);
  if (factor === 1) return { width, height, values: Float32Array.from(data) };
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * factor);
    for (let column = 0; column < columns; column++) {
      const right = Math.min(width, (column + 1) * factor);
      let sum = 0;
      for (let y = row * factor; y < bottom; y++) {
        for (let x = column * factor; x < right; x++) sum += data[y * width + x]!;
      }
      values[row * columns + column] = sum / ((bottom - row * factor) * (right - column * factor));
    }
  }
  return { width: columns, height: rows, values };
}

/** The mean over squares of `2 radius + 1` pixels, at the edges over those there are. */
export function smooth({ width, height, values }: Plane, radius: number): Plane {
  const across = new Float32Array(values.length);
  for (let row = 0; row < height; row++) meanAlong(values, across, row * width, 1, width, radius);
  const result = new Float32Array(values.length);
  for (let column = 0; column < width; column++) meanAlong(across, result, column, width, height, radius);
  return { width, height, values: result };
}

/** Running means over `2 radius + 1` of `length` values, `stride` apart from `start`. */
function meanAlong(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  for (let at = 0; at < Math.min(radius, length); at++) sum += from[start + at * stride]!;
  for (let at = 0; at < length; at++) {
    if (at + radius < length) sum += from[start + (at + radius) * stride]!;
    if (at - radius > 0) sum -= from[start + (at - radius - 1) * stride]!;
    const count = Math.min(length - 1, at + radius) - Math.max(0, at - radius) + 1;
    to[start + at * stride] = sum / count;
  }
}
