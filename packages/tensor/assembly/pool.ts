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

/** The cells of a window that are on the image. */
let cellsInY: i32 = 0;
let cellsInX: i32 = 0;
/** Bytes from one cell to the next below it, and beside it. */
let stepY: usize = 0;
let stepX: usize = 0;

/** For each channel the element of `from` where `x` is largest, to `out`; of both the first cell is given. */
function pick(x: usize, from: usize, out: usize): void {
  for (let left = channels; left > 0; left -= 4, x += 16, from += 16, out += 16) {
    let best = v128.load(x);
    let picked = v128.load(from);
    let line: usize = 0;
    for (let i = 0; i < cellsInY; i++, line += stepY) {
      let place = line;
      for (let j = 0; j < cellsInX; j++, place += stepX) {
        const candidate = v128.load(x + place);
        const takes = isLarger(candidate, best);
        best = v128.bitselect(candidate, best, takes);
        picked = v128.bitselect(v128.load(from + place), picked, takes);
      }
    }
    storeQuad(out, picked, left);
  }
}

/** For each channel the largest `x`, or NaN. pmax is one instruction and keeps the first of equal ones, but drops NaN. */
function largest(x: usize, out: usize): void {
  for (let left = channels; left > 0; left -= 4, x += 16, out += 16) {
    let best = v128.load(x);
    let seen = i32x4.splat(0);
    let line: usize = x;
    for (let i = cellsInY; i > 0; i--, line += stepY) {
      let place = line;
      for (let j = cellsInX; j > 0; j--, place += stepX) {
        const candidate = v128.load(place);
        best = f32x4.pmax(best, candidate);
        seen = v128.or(seen, f32x4.ne(candidate, candidate));
      }
    }
    storeQuad(out, v128.or(best, seen), left);
  }
}

/**
 * For each channel the element of `from` to the cell of `out` where `x` is largest, zeros to the others; or where windows overlap,
 * added to that cell.
 */
function spread(x: usize, from: usize, out: usize, isApart: bool): void {
  for (let left = channels; left > 0; left -= 4, x += 16, from += 16, out += 16) {
    let best = v128.load(x);
    let picked = i32x4.splat(0);
    let line: usize = 0;
    for (let i = 0; i < cellsInY; i++, line += stepY) {
      let place = line;
      for (let j = 0; j < cellsInX; j++, place += stepX) {
        const candidate = v128.load(x + place);
        const takes = isLarger(candidate, best);
        best = v128.bitselect(candidate, best, takes);
        picked = v128.bitselect(i32x4.splat(place), picked, takes);
      }
    }
    const given = v128.load(from);
    line = 0;
    for (let i = 0; i < cellsInY; i++, line += stepY) {
      let place = line;
      for (let j = 0; j < cellsInX; j++, place += stepX) {
        const share = v128.and(given, i32x4.eq(picked, i32x4.splat(place)));
        storeQuad(out + place, isApart ? share : f32x4.add(v128.load(out + place), share), left);
      }
    }
  }
}

// Windows of 2×2 whole cells on the image, the usual pool: the same choices with nothing left to count.

/** The same as `largest`; channels are whole quads. */
@inline
function largestOf4(x: usize, out: usize): void {
  const below = x + stepY;
  const bytes = <usize>channels << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(x + at);
    const b = v128.load(x + at + stepX);
    const c = v128.load(below + at);
    const d = v128.load(below + at + stepX);
    const best = f32x4.pmax(f32x4.pmax(f32x4.pmax(a, b), c), d);
    const seen = v128.or(v128.or(f32x4.ne(a, a), f32x4.ne(b, b)), v128.or(f32x4.ne(c, c), f32x4.ne(d, d)));
    v128.store(out + at, v128.or(best, seen));
  }
}

/** The same as `spread` where windows do not overlap; channels are whole quads. */
@inline
function spreadOf4(x: usize, from: usize, out: usize): void {
  const bytes = <usize>channels << 2;
  const down = stepY;
  const right = stepX;
  for (let at: usize = 0; at < bytes; at += 16) {
    const corner = x + at;
    const a = v128.load(corner);
    const b = v128.load(corner + right);
    const c = v128.load(corner + down);
    const d = v128.load(corner + down + right);
    const takesB = isLarger(b, a);
    const ab = v128.bitselect(b, a, takesB);
    const takesC = isLarger(c, ab);
    const abc = v128.bitselect(c, ab, takesC);
    const takesD = isLarger(d, abc);
    const given = v128.load(from + at);
    const beforeD = v128.andnot(given, takesD);
    const beforeC = v128.andnot(beforeD, takesC);
    const to = out + at;
    v128.store(to, v128.andnot(beforeC, takesB));
    v128.store(to + right, v128.and(beforeC, takesB));
    v128.store(to + down, v128.and(beforeD, takesC));
    v128.store(to + down + right, v128.and(given, takesD));
  }
}

/** Max pools at output positions [begin, end), or with `spreads` their gradients. */
function maxPool(from: usize, out: usize, begin: usize, end: usize, spreads: bool): void {
  if (begin >= end) return;
  const spanY = windowHeight * cellY;
  const spanX = windowWidth * cellX;
  // No element is in two windows, so what goes to it is all there is.
  const isApart = strideY >= spanY && strideX >= spanX;
  const bytes = <usize>channels << 2;
  const isUsual = windowHeight == 2 && windowWidth == 2 && (channels & 3) == 0 && isApart;
  stepX = cellX * bytes;
  stepY = cellY * width * bytes;
  let image = <i32>begin / (outHeight * outWidth);
  let row = <i32>begin / outWidth - image * outHeight;
  let column = <i32>begin - (image * outHeight + row) * outWidth;
  for (let position = begin; position < end; position++) {
    const y0 = row * strideY + startY;
    const x0 = column * strideX + startX;
    // The first cell that is not above or to the left of the image, and how many follow on it.
    const firstY = y0 < 0 ? y0 + ((cellY - 1 - y0) / cellY) * cellY : y0;
    const firstX = x0 < 0 ? x0 + ((cellX - 1 - x0) / cellX) * cellX : x0;
    cellsInY = (min(height, y0 + spanY) - firstY + cellY - 1) / cellY;
    cellsInX = (min(width, x0 + spanX) - firstX + cellX - 1) / cellX;
    const first = ((image * height + firstY) * width + firstX) * bytes;
    const own = position * bytes;
    if (cellsInY <= 0 || cellsInX <= 0) {
      if (!spreads) memory.fill(out + own, 0, bytes);
    } else if (isUsual && cellsInY == 2 && cellsInX == 2 && (spreads || from == source)) {
      if (spreads) spreadOf4(source + first, from + own, out + first);
      else largestOf4(source + first, out + own);
    } else if (spreads) {
      spread(source + first, from + own, out + first, isApart);
    } else if (from == source) {
      largest(source + first, out + own);
    } else {
      pick(source + first, from + first, out + own);
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        image++;
      }
    }
  }
}

/** Output positions [begin, end), counted through all images. */
export function runMaxPool(instruction: usize, begin: usize, end: usize): void {
  readWindows(instruction);
  maxPool(load<usize>(instruction, argumentFrom), load<usize>(instruction, argumentOut), begin, end, false);
}

/** Images [begin, end), one after the other, so that zeros are still in cache when something is added to them. */
export function runMaxPoolGradient(instruction: usize, begin: usize, end: usize): void {
  readWindows(instruction);
  const from = load<usize>(instruction, argumentFrom);
  const out = load<usize>(instruction, argumentOut);
  const bytes = <usize>(height * width * channels) << 2;
  const positions = outHeight * outWidth;
  // Windows side by side over the whole image store each of its elements.
  const isCovered =
    cellY == 1 &&
    cellX == 1 &&
    strideY == windowHeight &&
    strideX == windowWidth &&
    (startY | startX) == 0 &&
    outHeight * strideY >= height &&
    outWidth * strideX >= width;
  for (let image = begin; image < end; image++) {
    if (!isCovered) memory.fill(out + image * bytes, 0, bytes);
    maxPool(from, out, image * positions, (image + 1) * positions, true);
  }
}
