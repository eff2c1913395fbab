/** Convolutions in which each channel has one filter, four channels at a time. */
import { storePart } from './matmul';
import { madd } from './multiply-add';
import {
  cellX,
  cellY,
  channels,
  height,
  outHeight,
  outWidth,
  source,
  startX,
  startY,
  strideX,
  strideY,
  width,
  windowHeight,
  windowWidth,
} from './windows';

/** What `depthwise` makes. */
export const makesY = 0;
export const makesX = 1;
export const makesKernel = 2;

/** sums[c] += a[c] · b[c] for c < count, each a multiplication and an addition. */
@inline
function addProducts(sums: usize, a: usize, b: usize, count: i32): void {
  for (; count >= 4; count -= 4, sums += 16, a += 16, b += 16) {
    v128.store(sums, madd(v128.load(sums), v128.load(a), v128.load(b)));
  }
  if (count == 0) return;
  const sum = madd(v128.load(sums), v128.load(a), v128.load(b));
  storePart(sums, sum, sum, count);
}

/**
 * Adds Σ x · kernel · y, of which each channel has its own, to one of the three without itself, over the windows at output positions
 * [begin, end).
 */
export function depthwise(kernel: usize, y: usize, begin: usize, end: usize, made: i32): void {
  const bytes = <usize>channels << 2;
  for (let position = <i32>begin; position < <i32>end; position++) {
    const image = position / (outHeight * outWidth);
    const row = position / outWidth - image * outHeight;
    const column = position - (image * outHeight + row) * outWidth;
    const at = y + position * bytes;
    for (let i = 0; i < windowHeight; i++) {
      const placeY = row * strideY + startY + i * cellY;
      if (placeY < 0 || placeY >= height) continue;
      for (let j = 0; j < windowWidth; j++) {
        const placeX = column * strideX + startX + j * cellX;
        if (placeX < 0 || placeX >= width) continue;
        const element = source + ((image * height + placeY) * width + placeX) * bytes;
        const cell = kernel + (i * windowWidth + j) * bytes;
        if (made == makesY) addProducts(at, element, cell, channels);
        else if (made == makesX) addProducts(element, cell, at, channels);
        else addProducts(cell, element, at, channels);
      }
    }
  }
}
