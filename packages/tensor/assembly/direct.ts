/**
 * Products of windows that are read where they lie, without patches: where a window's row is one run of memory, its elements are at the
 * same distances from its first one at every position. For windows on images without borders, or on copies with zeros around them.
 */
import { lane, storeRow } from './matmul';
import { madd } from './multiply-add';
import { borderedBytes, tileColumns } from './opcode';
import { cellX, cellY, channels, height, outHeight, outWidth, source, startX, startY, strideX, strideY, width, windowHeight, windowWidth } from './windows';

/** c[4, 8] = (resume ? c : 0) + Σ of the elements at a0 to a3, `lines` times `count` of them, times as many rows of b. */
function windowTile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  lines: usize,
  line: usize,
  count: usize,
  step: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  resume: bool,
  columns: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (resume) {
    s00 = v128.load(c);
    s01 = v128.load(c, 16);
    s10 = v128.load(c + rowC);
    s11 = v128.load(c + rowC, 16);
    s20 = v128.load(c + 2 * rowC);
    s21 = v128.load(c + 2 * rowC, 16);
    s30 = v128.load(c + 3 * rowC);
    s31 = v128.load(c + 3 * rowC, 16);
  }
  for (; lines > 0; lines--) {
    const end = a0 + count * step;
    for (let at = a0; at < end; at += step) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = lane(at, 0);
      s00 = madd(s00, x, b0);
      s01 = madd(s01, x, b1);
      x = lane(at + a1, 0);
      s10 = madd(s10, x, b0);
      s11 = madd(s11, x, b1);
      x = lane(at + a2, 0);
      s20 = madd(s20, x, b0);
      s21 = madd(s21, x, b1);
      x = lane(at + a3, 0);
      s30 = madd(s30, x, b0);
      s31 = madd(s31, x, b1);
      b += stepB;
    }
    a0 += line;
  }
  storeRow(c, s00, s01, columns);
  storeRow(c + rowC, s10, s11, columns);
  storeRow(c + 2 * rowC, s20, s21, columns);
  storeRow(c + 3 * rowC, s30, s31, columns);
}

// The image at hand, or its copy: the first element under the first window, bytes to the next row.
let images: usize = 0;
let imageBytes: usize = 0;
let line: usize = 0;
let copied: i32 = -1;
let border: usize = 0;

/** Rows and columns of an image that windows reach over. */
@inline
function reachY(): i32 {
  return (outHeight - 1) * strideY + (windowHeight - 1) * cellY + 1;
}

@inline
function reachX(): i32 {
  return (outWidth - 1) * strideX + windowWidth;
}

/** Whether windows can be read where they lie, or on copies at `copy`, where there are `borderedBytes`. */
export function isDirect(groups: usize, copy: usize): bool {
  if (cellX != 1 || groups != 1) return false;
  const bytes = channels << 2;
  line = width * bytes;
  imageBytes = height * line;
  images = source + (startY * width + startX) * bytes;
  border = 0;
  const isInside = startY >= 0 && startX >= 0 && startY + reachY() <= height && startX + reachX() <= width;
  if (isInside) return true;
  if (reachY() * reachX() * bytes > borderedBytes) return false;
  border = copy;
  copied = -1;
  line = reachX() * bytes;
  return true;
}

/** The first element under the first window of an image. */
function findImage(image: i32): usize {
  if (border == 0) return images + image * imageBytes;
  if (image != copied) {
    copied = image;
    const bytes = channels << 2;
    const low = max(0, -startX);
    const high = min(reachX(), width - startX);
    memory.fill(border, 0, reachY() * line);
    if (low < high) {
      const from = source + ((image * height + startY) * width + startX + low) * bytes;
      for (let y = max(0, -startY); y < min(reachY(), height - startY); y++) {
        memory.copy(border + y * line + low * bytes, from + y * width * bytes, (high - low) * bytes);
      }
    }
  }
  return border;
}

/** Positions [begin, end) of y [positions, columns], their windows times panels of `k` rows; `spare` has room for a tile. */
export function multiplyWindows(panels: usize, k: usize, y: usize, begin: usize, end: usize, columns: usize, spare: usize): void {
  const rowC = columns << 2;
  const step = (strideX * channels) << 2;
  const stepDown = strideY * line;
  const run = windowWidth * channels;
  let image = <i32>begin / (outHeight * outWidth);
  let row = <i32>begin / outWidth - image * outHeight;
  let column = <i32>begin - (image * outHeight + row) * outWidth;
  let first = findImage(image);
  for (let position = begin; position < end; ) {
    const whole = outHeight * outWidth;
    // Four positions of one image; the last ones again where there are fewer.
    const count = min<usize>(4, min(end, <usize>((image + 1) * whole)) - position);
    const a0 = first + row * stepDown + column * step;
    let a1: usize = 0;
    let a2: usize = 0;
    let a3: usize = 0;
    let next = a0;
    for (let i: usize = 1; i <= 4; i++) {
      if (i <= count && ++column == outWidth) {
        column = 0;
        row++;
      }
      if (i < count) next = first + row * stepDown + column * step;
      if (i == 1) a1 = next - a0;
      else if (i == 2) a2 = next - a0;
      else if (i == 3) a3 = next - a0;
    }
    for (let at: usize = 0, b = panels; at < columns; at += tileColumns, b += k << 5) {
      const wide = min<usize>(tileColumns, columns - at);
      const c = y + position * rowC + (at << 2);
      const isWhole = count == 4;
      windowTile(
        a0,
        a1,
        a2,
        a3,
        windowHeight,
        cellY * line,
        run,
        4,
        b,
        32,
        isWhole ? c : spare,
        isWhole ? rowC : 32,
        false,
        isWhole ? wide : 8,
      );
      if (isWhole) continue;
      for (let i: usize = 0; i < count; i++) {
        storeRow(c + i * rowC, v128.load(spare + (i << 5)), v128.load(spare + (i << 5), 16), wide);
      }
    }
    position += count;
    if (row == outHeight) {
      row = 0;
      if (position < end) first = findImage(++image);
    }
  }
}

/** Where element `at` of a window lies from its first one. */
@inline
function placeOf(at: usize): usize {
  const run = <usize>(windowWidth * channels);
  return (at / run) * cellY * line + ((at % run) << 2);
}

/** Positions in a row of lines that are summed before the next tile: their part of y stays in the first-level cache. */
const positionsTogether: usize = 128;

/** The sums c [rows, columns] of windows' elements times y, over positions [begin, end); whole tiles of rows are stored. */
export function sumWindows(c: usize, rows: usize, y: usize, begin: usize, end: usize, columns: usize): void {
  const rowC = columns << 2;
  const step = (strideX * channels) << 2;
  for (let position = begin; position < end; ) {
    const image = <i32>position / (outHeight * outWidth);
    const row = <i32>position / outWidth - image * outHeight;
    const column = <i32>position - (image * outHeight + row) * outWidth;
    const left = end - position;
    const isWhole = column == 0 && left >= <usize>outWidth;
    const most = max<usize>(1, positionsTogether / outWidth);
    const lines = isWhole ? min<usize>(min<usize>(most, outHeight - row), left / outWidth) : 1;
    const count = isWhole ? <usize>outWidth : min<usize>(left, outWidth - column);
    const first = findImage(image) + row * strideY * line + column * step;
    for (let at: usize = 0; at < columns; at += tileColumns) {
      const wide = min<usize>(tileColumns, columns - at);
      for (let element: usize = 0; element < rows; element += 4) {
        const a0 = placeOf(element);
        windowTile(
          first + a0,
          placeOf(min(element + 1, rows - 1)) - a0,
          placeOf(min(element + 2, rows - 1)) - a0,
          placeOf(min(element + 3, rows - 1)) - a0,
          lines,
          strideY * line,
          count,
          step,
          y + position * rowC + (at << 2),
          rowC,
          c + element * rowC + (at << 2),
          rowC,
          position > begin,
          wide,
        );
      }
    }
    position += lines * count;
  }
}
