/** Patches of images, the elements under a window, copied side by side as the rows of a matrix: so a convolution is a matrix product. */
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

/**
 * Elements [from, to) of the patches of output positions [begin, end), a row of `rowOut` bytes for each. A patch is the window's
 * cells row by row, of each cell `length` channels from `channel` on, zeros beside the image. May write 12 bytes behind a row.
 */
export function gatherPatches(
  out: usize,
  rowOut: usize,
  channel: usize,
  length: i32,
  begin: usize,
  end: usize,
  from: i32,
  to: i32,
): void {
  if (from >= to || begin >= end) return;
  const first = source + (channel << 2);
  // Cells that lie side by side with all their channels are copied as one run.
  const joined = cellX == 1 && dilationX == 1 && length == channels;
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
  for (let position = begin; position < end; position++, out += rowOut) {
    const y0 = row * strideY + startY;
    const x0 = column * strideX + startX;
    let i = firstY;
    let j = firstX;
    let within = firstWithin;
    let at = out;
    for (let left = to - from; left > 0; ) {
      const stop = min(run, within + left);
      const y = placed(y0 + i * cellY, dilationY, height);
      // Elements [low, high) of the run are on the image.
      let low = stop;
      let high = stop;
      let x = x0 + j * cellX;
      if (y >= 0) {
        if (joined) {
          low = min(stop, max(within, -x * length));
          high = max(low, min(stop, (width - x) * length));
        } else {
          x = placed(x, dilationX, width);
          if (x >= 0) low = within;
        }
      }
      clear(at, low - within);
      copy(at + ((low - within) << 2), first + (((imageRow + y) * width + x) * channels + low) * 4, high - low);
      clear(at + ((high - within) << 2), stop - high);
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
