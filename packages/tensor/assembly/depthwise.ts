/** Convolutions in which each channel has one filter, four channels at a time. */
import { storePart } from './matmul';
import { madd } from './multiply-add';
import {
  cellX,
  cellY,
  channels,
  dilationX,
  dilationY,
  height,
  outHeight,
  outWidth,
  placed,
  source,
  startX,
  startY,
  strideX,
  strideY,
  width,
  windowHeight,
  windowWidth,
} from './windows';

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
 * The depthwise convolution, in which each channel has one filter: at output positions [begin, end), y = Σ source · kernel over the
 * window's cells; or with `byKernel` the sums over these positions of source · y for each cell, added to the kernel.
 */
export function depthwise(kernel: usize, y: usize, begin: usize, end: usize, byKernel: bool): void {
  const bytes = <usize>channels << 2;
  for (let position = <i32>begin; position < <i32>end; position++) {
    const image = position / (outHeight * outWidth);
    const row = position / outWidth - image * outHeight;
    const column = position - (image * outHeight + row) * outWidth;
    const at = y + position * bytes;
    if (!byKernel) for (let c: usize = 0; c < bytes; c += 4) store<f32>(at + c, 0);
    for (let i = 0; i < windowHeight; i++) {
      const placeY = placed(row * strideY + startY + i * cellY, dilationY, height);
      if (placeY < 0) continue;
      for (let j = 0; j < windowWidth; j++) {
        const placeX = placed(column * strideX + startX + j * cellX, dilationX, width);
        if (placeX < 0) continue;
        const element = source + ((image * height + placeY) * width + placeX) * bytes;
        const cell = kernel + (i * windowWidth + j) * bytes;
        if (byKernel) addProducts(cell, element, at, channels);
        else addProducts(at, element, cell, channels);
      }
    }
  }
}
