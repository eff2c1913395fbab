/**
 * Convolutions as matrix products of patches, which are never all in memory at once: a thread makes some rows of them, multiplies
 * and makes the next. Each element of a result is summed in a fixed order, whatever part of the work a thread has.
 */
import { depthwise, makesKernel, makesX, makesY } from './depthwise';
import { isDirect, multiplyWindows, sumWindows } from './direct';
import { multiplyPanels } from './matmul';
import { instructionArguments, patchesSummed, patchesTogether, patchGap, patchLength, tileBytes, tileColumns } from './opcode';
import { packPanels } from './pack';
import { movePatches } from './patches';
import {
  argumentsAfterWindows,
  channels,
  height,
  outHeight,
  outWidth,
  readWindows,
  source,
  width,
  windowHeight,
  windowWidth,
} from './windows';

const argumentGroups = argumentsAfterWindows;
/** Channels and filters of a group. */
const argumentLength = argumentsAfterWindows + 4;
const argumentColumns = argumentsAfterWindows + 8;
/** The kernel's panels, or the kernel itself if depthwise, or the parts of its gradient; and the result of the convolution. */
const argumentKernel = argumentsAfterWindows + 12;
const argumentY = argumentsAfterWindows + 16;
/** Where in its scratch a thread has memory for patches. */
const argumentPatches = argumentsAfterWindows + 20;
// Of a kernel gradient: output positions in all and in each part, rows of a block, rows and bytes of a part.
const argumentPositions = argumentsAfterWindows + 24;
const argumentPartPositions = argumentsAfterWindows + 28;
const argumentBlockRows = argumentsAfterWindows + 32;
const argumentRows = argumentsAfterWindows + 36;
const argumentPartBytes = argumentsAfterWindows + 40;

/** With fewer rows than this, packing the other factor costs more than the tiles gain. */
const rowsWorthPacking: usize = 32;

/** Bytes of a row of patches of `count` elements. */
@inline
function rowOfPatches(count: usize): usize {
  return (((count + 3) & ~3) << 2) + patchGap;
}

/**
 * Panels [begin, end) of a kernel as the matrix [rows, filters] or, transposed, [filters, rows], counted through its groups. A row
 * is a channel of a cell.
 */
export function runPackKernel(instruction: usize, begin: usize, end: usize): void {
  const kernel = load<usize>(instruction, instructionArguments);
  const out = load<usize>(instruction, instructionArguments + 4);
  const rows = load<usize>(instruction, instructionArguments + 8);
  const filters = load<usize>(instruction, instructionArguments + 12);
  const rowBytes = load<usize>(instruction, instructionArguments + 16);
  const transposed = load<u32>(instruction, instructionArguments + 20) != 0;
  const k = transposed ? filters : rows;
  const n = transposed ? rows : filters;
  const panels = (n + tileColumns - 1) / tileColumns;
  for (let unit = begin; unit < end; unit++) {
    const group = unit / panels;
    const panel = unit - group * panels;
    const from = kernel + ((group * filters) << 2);
    packPanels(out + ((unit * k) << 5), from, rowBytes, k, n, transposed, panel, panel + 1);
  }
}

/** Output positions [begin, end), counted through all images. */
export function runConvolution(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  readWindows(instruction);
  const groups = load<usize>(instruction, argumentGroups);
  const length = load<usize>(instruction, argumentLength);
  const columns = load<usize>(instruction, argumentColumns);
  const kernel = load<usize>(instruction, argumentKernel);
  const y = load<usize>(instruction, argumentY);
  const rowC = (groups * columns) << 2;
  if (length == 1 && columns == 1) {
    memory.fill(y + begin * rowC, 0, (end - begin) * rowC);
    depthwise(kernel, y, begin, end, makesY);
    return;
  }
  const patches = scratch + load<usize>(instruction, argumentPatches);
  const k = <usize>(windowHeight * windowWidth) * length;
  // Of few elements, which are then all summed in registers.
  if (k > 0 && k <= <usize>patchLength && isDirect(groups, patches + <usize>tileBytes)) {
    multiplyWindows(kernel, k, y, begin, end, columns, patches);
    return;
  }
  const passes = max<usize>(1, (k + patchLength - 1) / patchLength);
  const pass = (k + passes - 1) / passes;
  const panelBytes = k << 5;
  const groupBytes = ((columns + tileColumns - 1) / tileColumns) * panelBytes;
  for (let block = begin; block < end; block += patchesTogether) {
    const blockEnd = min(end, block + patchesTogether);
    for (let group: usize = 0; group < groups; group++) {
      let from: usize = 0;
      // Patches of no elements still give zeros.
      do {
        const count = min(pass, k - from);
        const rowA = rowOfPatches(count);
        movePatches(patches, rowA, group * length, length, block, blockEnd, from, from + count, false);
        multiplyPanels(
          patches,
          rowA,
          4,
          kernel + group * groupBytes + (from << 5),
          32,
          panelBytes,
          y + block * rowC + ((group * columns) << 2),
          rowC,
          blockEnd - block,
          count,
          columns,
          from > 0,
        );
        from += count;
      } while (from < k);
    }
  }
}

/**
 * The gradient of images [begin, end): patches of it, products of y and the transposed kernel, are added to where they belong, block
 * by block of positions, so in the same order whoever does it.
 */
export function runInputGradient(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  readWindows(instruction);
  const groups = load<usize>(instruction, argumentGroups);
  const length = load<usize>(instruction, argumentLength);
  const columns = load<usize>(instruction, argumentColumns);
  const kernel = load<usize>(instruction, argumentKernel);
  const y = load<usize>(instruction, argumentY);
  const imageBytes = <usize>(height * width * channels) << 2;
  const positions = <usize>(outHeight * outWidth);
  memory.fill(source + begin * imageBytes, 0, (end - begin) * imageBytes);
  if (length == 1 && columns == 1) {
    depthwise(kernel, y, begin * positions, end * positions, makesX);
    return;
  }
  const patches = scratch + load<usize>(instruction, argumentPatches);
  const n = <usize>(windowHeight * windowWidth) * length;
  const panelBytes = columns << 5;
  const groupBytes = ((n + tileColumns - 1) / tileColumns) * panelBytes;
  const rowY = (groups * columns) << 2;
  for (let image = begin; image < end; image++) {
    const last = (image + 1) * positions;
    for (let block = image * positions; block < last; block += patchesTogether) {
      const rows = min<usize>(patchesTogether, last - block);
      for (let group: usize = 0; group < groups; group++) {
        const a = y + block * rowY + ((group * columns) << 2);
        for (let from: usize = 0; from < n; from += patchLength) {
          const count = min<usize>(patchLength, n - from);
          const rowC = rowOfPatches(count);
          const b = kernel + group * groupBytes + (from / tileColumns) * panelBytes;
          multiplyPanels(a, rowY, 4, b, 32, panelBytes, patches, rowC, rows, columns, count, false);
          movePatches(patches, rowC, group * length, length, block, block + rows, from, from + count, true);
        }
      }
    }
  }
}

/**
 * Units [begin, end): block of rows `unit mod blocks` of the part of the kernel gradient that output positions of part
 * `unit div blocks` add up to. A row is an element of a patch, a column a filter.
 */
export function runKernelGradient(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  readWindows(instruction);
  const groups = load<usize>(instruction, argumentGroups);
  const length = load<usize>(instruction, argumentLength);
  const columns = load<usize>(instruction, argumentColumns);
  const y = load<usize>(instruction, argumentY);
  const positions = load<usize>(instruction, argumentPositions);
  const partPositions = load<usize>(instruction, argumentPartPositions);
  const blockRows = load<usize>(instruction, argumentBlockRows);
  const rows = load<usize>(instruction, argumentRows);
  const partBytes = load<usize>(instruction, argumentPartBytes);
  const blocks = max<usize>(1, (rows + blockRows - 1) / blockRows);
  const rowC = (groups * columns) << 2;
  const patches = scratch + load<usize>(instruction, argumentPatches);
  const panels = patches + patchesSummed * rowOfPatches(blockRows) + 64;
  const panelsOfY = (columns + tileColumns - 1) / tileColumns;
  for (let unit = begin; unit < end; unit++) {
    const partAt = unit / blocks;
    const part = load<usize>(instruction, argumentKernel) + partAt * partBytes;
    const first = min(positions, partAt * partPositions);
    const last = min(positions, first + partPositions);
    if (length == 1 && columns == 1) {
      memory.fill(part, 0, partBytes);
      depthwise(part, y, first, last, makesKernel);
      continue;
    }
    const from = (unit - partAt * blocks) * blockRows;
    const to = min(rows, from + blockRows);
    // A part has room for whole tiles; what the last rows of it hold is never read.
    const tiled = (to - from + 3) & ~3;
    const rowA = rowOfPatches(to - from);
    if (tiled < rowsWorthPacking && first < last && rows > 0 && isDirect(groups, patches)) {
      sumWindows(part, rows, y, first, last, columns);
      continue;
    }
    for (let group: usize = 0; group < groups; group++) {
      const c = part + from * rowC + ((group * columns) << 2);
      let position = first;
      do {
        const count = min<usize>(patchesSummed, last - position);
        movePatches(patches, rowA, group * length, length, position, position + count, from, to, false);
        const b = y + position * rowC + ((group * columns) << 2);
        if (tiled < rowsWorthPacking) {
          multiplyPanels(patches, 4, rowA, b, rowC, 32, c, rowC, tiled, count, columns, position > first);
        } else {
          packPanels(panels, b, rowC, count, columns, false, 0, panelsOfY);
          multiplyPanels(patches, 4, rowA, panels, 32, count << 5, c, rowC, tiled, count, columns, position > first);
        }
        position += count;
      } while (position < last);
    }
  }
}
