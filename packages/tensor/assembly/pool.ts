/** Max pools, and the places that their gradients go to, four channels at a time. */
import { storePart } from './matmul';
import {
  argumentsAfterWindows,
  cellX,
  cellY,
  channels,
  height,
  outHeight,
  outWidth,
  readWindows,
  source,
  startX,
  startY,
  strideX,
  strideY,
  width,
  windowHeight,
  windowWidth,
} from './windows';

const argumentFrom = argumentsAfterWindows;
const argumentOut = argumentsAfterWindows + 4;

/** Whether `x` is to be taken instead of `best`: it is larger, or the first NaN. */
@inline
function isLarger(x: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(x, best));
}

/** Stores the first `count` of four lanes, or all of them. */
@inline
function storeQuad(to: usize, quad: v128, count: i32): void {
  if (count >= 4) v128.store(to, quad);
  else storePart(to, quad, quad, count);
}

/**
 * Max pools at output positions [begin, end): the elements of `from` where the source is largest, to `out`; or with `adds` the
 * elements of `from` [positions, channels] added there to `out`, which is as large as the source.
 */
function maxPool(from: usize, out: usize, begin: usize, end: usize, adds: bool): void {
  const x = source;
  const count = channels;
  const spanY = windowHeight * cellY;
  const spanX = windowWidth * cellX;
  // No element is in two windows, so what goes to it is all there is.
  const isApart = strideY >= spanY && strideX >= spanX;
  const bytes = <usize>count << 2;
  const stepX = cellX * bytes;
  const stepY = cellY * width * bytes;
  for (let position = <i32>begin; position < <i32>end; position++) {
    const image = position / (outHeight * outWidth);
    const row = position / outWidth - image * outHeight;
    const y0 = row * strideY + startY;
    const x0 = (position - (image * outHeight + row) * outWidth) * strideX + startX;
    // The first cell that is not above or to the left of the image, and how many follow on it.
    const firstY = y0 < 0 ? y0 + ((cellY - 1 - y0) / cellY) * cellY : y0;
    const firstX = x0 < 0 ? x0 + ((cellX - 1 - x0) / cellX) * cellX : x0;
    const cellsY = (min(height, y0 + spanY) - firstY + cellY - 1) / cellY;
    const cellsX = (min(width, x0 + spanX) - firstX + cellX - 1) / cellX;
    const isBeside = cellsY <= 0 || cellsX <= 0;
    const first = ((image * height + firstY) * width + firstX) * bytes;
    const atPosition = position * bytes;
    for (let c = 0; c < count; c += 4) {
      const quad = <usize>c << 2;
      if (isBeside) {
        if (!adds) storeQuad(out + atPosition + quad, f32x4.splat(0), count - c);
        continue;
      }
      let line = first + quad;
      let best = v128.load(x + line);
      let picked = adds ? i32x4.splat(line) : v128.load(from + line);
      for (let i = 0; i < cellsY; i++, line += stepY) {
        let place = line;
        for (let j = 0; j < cellsX; j++, place += stepX) {
          const candidate = v128.load(x + place);
          const takes = isLarger(candidate, best);
          best = v128.bitselect(candidate, best, takes);
          picked = v128.bitselect(adds ? i32x4.splat(place) : v128.load(from + place), picked, takes);
        }
      }
      if (!adds) {
        storeQuad(out + atPosition + quad, picked, count - c);
        continue;
      }
      const given = v128.load(from + atPosition + quad);
      line = first + quad;
      for (let i = 0; i < cellsY; i++, line += stepY) {
        let place = line;
        for (let j = 0; j < cellsX; j++, place += stepX) {
          const share = v128.and(given, i32x4.eq(picked, i32x4.splat(place)));
          storeQuad(out + place, isApart ? share : f32x4.add(v128.load(out + place), share), count - c);
        }
      }
    }
  }
}

/** Output positions [begin, end), counted through all images. */
export function runMaxPool(instruction: usize, begin: usize, end: usize): void {
  readWindows(instruction);
  maxPool(load<usize>(instruction, argumentFrom), load<usize>(instruction, argumentOut), begin, end, false);
}

/** Images [begin, end). */
export function runMaxPoolGradient(instruction: usize, begin: usize, end: usize): void {
  readWindows(instruction);
  const out = load<usize>(instruction, argumentOut);
  const bytes = <usize>(height * width * channels) << 2;
  memory.fill(out + begin * bytes, 0, (end - begin) * bytes);
  const positions = outHeight * outWidth;
  maxPool(load<usize>(instruction, argumentFrom), out, begin * positions, end * positions, true);
}
