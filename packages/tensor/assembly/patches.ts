/**
 * Patches, the elements of images under a window, side by side as the rows of a matrix, so that a convolution is a matrix product:
 * copied from the images, or added to them for a gradient.
 */
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
  windowWidth,
} from './windows';

/** Zeros; may write up to 12 bytes more. */
@inline
function clear(to: usize, count: i32): void {
  for (; count > 0; count -= 4, to += 16) v128.store(to, i32x4.splat(0));
}

/** Copies; may read and write up to 12 bytes more. */
@inline
function copy(to: usize, from: usize, count: i32): void {
  for (; count > 0; count -= 4, to += 16, from += 16) v128.store(to, v128.load(from));
}

/** Adds to what is there. */
@inline
export function addTo(to: usize, from: usize, count: i32): void {
  for (; count >= 4; count -= 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; count > 0; count--, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

/**
 * Elements [from, to) of the patches of output positions [begin, end), a row of `rowBytes` for each. A patch is the window's cells
 * row by row, of each cell `length` channels from `channel` on, zeros beside the image. Where `adds`, the rows are added to the
 * images; else they are copied from them, and 12 bytes behind a row may be written too.
 */
export function movePatches(
  rows: usize,
  rowBytes: usize,
  channel: usize,
  length: i32,
  begin: usize,
  end: usize,
  from: i32,
  to: i32,
  adds: bool,
): void {
  if (from >= to || begin >= end) return;
  const first = source + (channel << 2);
  // Cells that lie side by side with all their channels are copied as one run.
  const joined = cellX == 1 && length == channels;
  const run = joined ? windowWidth * length : length;
  const runsInRow = joined ? 1 : windowWidth;
  const firstRun = from / run;
  const firstY = firstRun / runsInRow;
  const firstX = firstRun - firstY * runsInRow;
  const firstWithin = from - firstRun * run;

  const image = <i32>(begin / (outHeight * outWidth));
  let row = <i32>begin / outWidth - image * outHeight;
  let column = <i32>begin - (image * outHeight + row) * outWidth;
  let imageRow = image * height;
  for (let position = begin; position < end; position++, rows += rowBytes) {
    const y0 = row * strideY + startY;
    const x0 = column * strideX + startX;
    let i = firstY;
    let j = firstX;
    let within = firstWithin;
    let at = rows;
    for (let left = to - from; left > 0; ) {
      const stop = min(run, within + left);
      const y = y0 + i * cellY;
      const x = x0 + j * cellX;
      // Elements [low, high) of the run are on the image.
      let low = stop;
      let high = stop;
      if (y >= 0 && y < height) {
        if (joined) {
          low = min(stop, max(within, -x * length));
          high = max(low, min(stop, (width - x) * length));
        } else if (x >= 0 && x < width) {
          low = within;
        }
      }
      const place = first + (((imageRow + y) * width + x) * channels + low) * 4;
      const own = at + ((low - within) << 2);
      if (adds) {
        addTo(place, own, high - low);
      } else {
        clear(at, low - within);
        copy(own, place, high - low);
        clear(at + ((high - within) << 2), stop - high);
      }
      at += (stop - within) << 2;
      left -= stop - within;
      within = 0;
      if (++j == runsInRow) {
        j = 0;
        i++;
      }
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        imageRow += height;
      }
    }
  }
}
