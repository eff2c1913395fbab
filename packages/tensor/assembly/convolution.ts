/**
 * Convolutions as matrix products of patches, which are never all in memory at once: a thread makes some rows of them, multiplies
 * and makes the next. Each element of a result is summed in a fixed order, whatever part of the work a thread has.
 */
import { depthwise } from './depthwise';
import { multiplyPanels } from './matmul';
import { instructionArguments, patchesSummed, patchesTogether, patchGap, patchLength, tileColumns } from './opcode';
import { packPanels } from './pack';
import { gatherPatches } from './patches';
import { argumentsAfterWindows, readWindows, windowHeight, windowWidth } from './windows';

const argumentGroups = argumentsAfterWindows;
/** Channels of a group in the source, and in the other factor or the result. */
const argumentLength = argumentsAfterWindows + 4;
const argumentColumns = argumentsAfterWindows + 8;
/** The panels of the kernel, or the kernel itself if depthwise; for a kernel gradient the other factor. */
const argumentFactor = argumentsAfterWindows + 12;
const argumentOut = argumentsAfterWindows + 16;
/** Where in its scratch a thread has memory for patches. */
const argumentPatches = argumentsAfterWindows + 20;
// Of a kernel gradient: output positions in all and in each part, rows of a block, rows and bytes of a part.
const argumentPositions = argumentsAfterWindows + 24;
const argumentPartPositions = argumentsAfterWindows + 28;
const argumentBlockRows = argumentsAfterWindows + 32;
const argumentRows = argumentsAfterWindows + 36;
const argumentPartBytes = argumentsAfterWindows + 40;

/** Bytes of a row of patches of `count` elements. */
@inline
function rowOfPatches(count: usize): usize {
  return (((count + 3) & ~3) << 2) + patchGap;
}

/** Panels [begin, end) of a kernel [cells, channels, filters], counted through its groups: [cells · length, 8] of one group each. */
export function runPackKernel(instruction: usize, begin: usize, end: usize): void {
  const kernel = load<usize>(instruction, instructionArguments);
  const out = load<usize>(instruction, instructionArguments + 4);
  const cells = load<usize>(instruction, instructionArguments + 8);
  const groups = load<usize>(instruction, instructionArguments + 12);
  const length = load<usize>(instruction, instructionArguments + 16);
  const columns = load<usize>(instruction, instructionArguments + 20);
  /** Whether channels are the columns, for the input gradient. */
  const transposed = load<u32>(instruction, instructionArguments + 24) != 0;
  const filters = transposed ? length : columns;
  const rowBytes = (filters * groups) << 2;
  const cellBytes = rowBytes * (transposed ? columns : length);
  const panels = (columns + tileColumns - 1) / tileColumns;
  for (let unit = begin; unit < end; unit++) {
    const group = unit / panels;
    const panel = unit - group * panels;
    let to = out + ((unit * cells * length) << 5);
    let from = kernel + ((group * filters) << 2);
    for (let cell: usize = 0; cell < cells; cell++, to += length << 5, from += cellBytes) {
      packPanels(to, from, rowBytes, length, columns, transposed, panel, panel + 1);
    }
  }
}

/** Output positions [begin, end), counted through all images. */
export function runConvolution(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  readWindows(instruction);
  const groups = load<usize>(instruction, argumentGroups);
  const length = load<usize>(instruction, argumentLength);
  const columns = load<usize>(instruction, argumentColumns);
  const factor = load<usize>(instruction, argumentFactor);
  const out = load<usize>(instruction, argumentOut);
  if (length == 1 && columns == 1) {
    depthwise(factor, out, begin, end, false);
    return;
  }
  const patches = scratch + load<usize>(instruction, argumentPatches);
  const k = <usize>(windowHeight * windowWidth) * length;
  const passes = max<usize>(1, (k + patchLength - 1) / patchLength);
  const pass = (k + passes - 1) / passes;
  const panelBytes = k << 5;
  const groupBytes = ((columns + tileColumns - 1) / tileColumns) * panelBytes;
  const rowC = (groups * columns) << 2;
  for (let block = begin; block < end; block += patchesTogether) {
    const blockEnd = min(end, block + patchesTogether);
    for (let group: usize = 0; group < groups; group++) {
      let from: usize = 0;
      // Patches of no elements still give zeros.
      do {
        const count = min(pass, k - from);
        const rowA = rowOfPatches(count);
        gatherPatches(patches, rowA, group * length, length, block, blockEnd, from, from + count);
        multiplyPanels(
          patches,
          rowA,
          4,
          factor + group * groupBytes + (from << 5),
          32,
          panelBytes,
          out + block * rowC + ((group * columns) << 2),
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
 * Units [begin, end): block of rows `unit mod blocks` of the part of the kernel gradient that output positions of part
 * `unit div blocks` add up to. A row is an element of a patch, a column a filter.
 */
export function runKernelGradient(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  readWindows(instruction);
  const groups = load<usize>(instruction, argumentGroups);
  const length = load<usize>(instruction, argumentLength);
  const columns = load<usize>(instruction, argumentColumns);
  const y = load<usize>(instruction, argumentFactor);
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
    const part = load<usize>(instruction, argumentOut) + partAt * partBytes;
    const first = min(positions, partAt * partPositions);
    const last = min(positions, first + partPositions);
    if (length == 1 && columns == 1) {
      for (let at = part; at < part + partBytes; at += 4) store<f32>(at, 0);
      depthwise(part, y, first, last, true);
      continue;
    }
    const from = (unit - partAt * blocks) * blockRows;
    const to = min(rows, from + blockRows);
    // A part has room for whole tiles; what the last rows of it hold is never read.
    const tiled = (to - from + 3) & ~3;
    const rowA = rowOfPatches(to - from);
    for (let group: usize = 0; group < groups; group++) {
      const c = part + from * rowC + ((group * columns) << 2);
      let position = first;
      do {
        const count = min<usize>(patchesSummed, last - position);
        gatherPatches(patches, rowA, group * length, length, position, position + count, from, to);
        packPanels(panels, y + position * rowC + ((group * columns) << 2), rowC, count, columns, false, 0, panelsOfY);
        multiplyPanels(patches, 4, rowA, panels, 32, count << 5, c, rowC, tiled, count, columns, position > first);
        position += count;
      } while (position < last);
    }
  }
}
