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

/** 0 where NaN comes first, by lanes: whether `x` is to be taken instead of `best`. */
@inline
function isLarger(x: v128, best: v128): v128 {
  return v128.or(f32x4.gt(x, best), v128.and(f32x4.ne(x, x), f32x4.eq(best, best)));
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
  const spanY = windowHeight * cellY;
  const spanX = windowWidth * cellX;
  const bytes = <usize>channels << 2;
  for (let position = <i32>begin; position < <i32>end; position++) {
    const image = position / (outHeight * outWidth);
    const row = position / outWidth - image * outHeight;
    const y0 = row * strideY + startY;
    const x0 = (position - (image * outHeight + row) * outWidth) * strideX + startX;
    // The first cell that is not above or to the left of the image.
    const firstY = y0 < 0 ? y0 + ((cellY - 1 - y0) / cellY) * cellY : y0;
    const firstX = x0 < 0 ? x0 + ((cellX - 1 - x0) / cellX) * cellX : x0;
    const endY = min(height, y0 + spanY);
    const endX = min(width, x0 + spanX);
    for (let c = 0; c < channels; c += 4) {
      const quad = <usize>c << 2;
      const atPosition = position * bytes + quad;
      let best = f32x4.splat(0);
      let picked = best;
      let isFirst = true;
      for (let y = firstY; y < endY; y += cellY) {
        for (let x = firstX; x < endX; x += cellX) {
          const place = ((image * height + y) * width + x) * bytes + quad;
          const candidate = v128.load(source + place);
          const own = adds ? i32x4.splat(place) : v128.load(from + place);
          const takes = isFirst ? i32x4.splat(-1) : isLarger(candidate, best);
          best = v128.bitselect(candidate, best, takes);
          picked = v128.bitselect(own, picked, takes);
          isFirst = false;
        }
      }
      if (!adds) {
        storeQuad(out + atPosition, picked, channels - c);
        continue;
      }
      if (isFirst) continue;
      const given = v128.load(from + atPosition);
      for (let y = firstY; y < endY; y += cellY) {
        for (let x = firstX; x < endX; x += cellX) {
          const place = ((image * height + y) * width + x) * bytes + quad;
          const share = v128.and(given, i32x4.eq(picked, i32x4.splat(place)));
          storeQuad(out + place, f32x4.add(v128.load(out + place), share), channels - c);
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
  for (let at = out + begin * bytes; at < out + end * bytes; at += 4) store<f32>(at, 0);
  const positions = outHeight * outWidth;
  maxPool(load<usize>(instruction, argumentFrom), out, begin * positions, end * positions, true);
}
