/**
 * Convolutions of 3×3 cells at neighbouring positions by Winograd's F(2×2, 3×3): a tile of 2×2 results takes 16 products of each
 * channel and filter instead of 36. With U = G·g·Gᵀ of a kernel, V = Bᵀ·d·B of 4×4 elements and an element-wise product, y is
 * Aᵀ·(U ⊙ V)·A; for channels and filters the products are 16 matrix products. As all of it is linear in each factor, the gradients
 * are the same products with the transforms transposed. Four channels or filters at a time; their numbers are multiples of four.
 * Source: Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", https://arxiv.org/abs/1509.09308.
 */
import { multiplyPanels } from './matmul';
import { instructionArguments, patchGap, tileColumns, winogradProducts } from './opcode';
import { addTo } from './patches';
import { argumentsAfterWindows, channels, height, outHeight, outWidth, readWindows, source, startX, startY, width } from './windows';

const argumentFilters = argumentsAfterWindows;
/** The transformed kernel's panels, or the parts of its gradient. */
const argumentKernel = argumentsAfterWindows + 4;
const argumentY = argumentsAfterWindows + 8;
/** Where in its scratch a thread has memory for transformed tiles. */
const argumentOwn = argumentsAfterWindows + 12;
/** Tiles that are transformed together, those of a unit, and those of all images. */
const argumentBlock = argumentsAfterWindows + 16;
const argumentUnitTiles = argumentsAfterWindows + 20;
const argumentTiles = argumentsAfterWindows + 24;

// Of the instruction at hand.
let filters: usize = 0;
let y: usize = 0;
let tilesX: usize = 0;
let tilesInImage: usize = 0;
/** Bytes of a tile's row of channels and of filters, and of such rows of a block. */
let rowX: usize = 0;
let rowY: usize = 0;
let blockX: usize = 0;
let blockY: usize = 0;
/** Memory for a block's tiles of images and of results, and for the elements of a tile at the edge. */
let blockOfX: usize = 0;
let blockOfY: usize = 0;
let edge: usize = 0;

function readTiles(instruction: usize, scratch: usize): usize {
  readWindows(instruction);
  filters = load<usize>(instruction, argumentFilters);
  y = load<usize>(instruction, argumentY);
  tilesX = (outWidth + 1) >> 1;
  tilesInImage = tilesX * ((outHeight + 1) >> 1);
  const block = load<usize>(instruction, argumentBlock);
  rowX = (<usize>channels << 2) + patchGap;
  rowY = (filters << 2) + patchGap;
  // One line more, so that the 16 places of a tile do not share cache lines' places.
  blockX = block * rowX + patchGap;
  blockY = block * rowY + patchGap;
  blockOfX = scratch + load<usize>(instruction, argumentOwn);
  blockOfY = blockOfX + winogradProducts * blockX;
  edge = blockOfY + winogradProducts * blockY;
  return block;
}

// Where a tile is: the element under its first cell, bytes to the next row, the first result, whether there is one beside and below.
let cells: usize = 0;
let lineX: usize = 0;
let isAtEdge: bool = false;
let cellsFirstY: i32 = 0;
let cellsFirstX: i32 = 0;
let results: usize = 0;
let hasRight: bool = false;
let hasBelow: bool = false;

function findTile(tile: usize): void {
  const image = tile / tilesInImage;
  const inImage = tile - image * tilesInImage;
  const row = <i32>(inImage / tilesX) << 1;
  const column = <i32>(inImage - (inImage / tilesX) * tilesX) << 1;
  const bytes = <usize>channels << 2;
  cellsFirstY = row + startY;
  cellsFirstX = column + startX;
  lineX = width * bytes;
  cells = source + ((<i32>image * height + cellsFirstY) * width + cellsFirstX) * bytes;
  isAtEdge = cellsFirstY < 0 || cellsFirstX < 0 || cellsFirstY + 4 > height || cellsFirstX + 4 > width;
  results = y + ((<i32>image * outHeight + row) * outWidth + column) * (filters << 2);
  hasRight = column + 1 < outWidth;
  hasBelow = row + 1 < outHeight;
}

/** Moves the elements of a tile that are on the image to `edge`, or adds them from there. */
function moveEdge(adds: bool): void {
  const bytes = <usize>channels << 2;
  const low = max(0, -cellsFirstX);
  const high = min(4, width - cellsFirstX);
  if (low >= high) return;
  for (let i = max(0, -cellsFirstY); i < min(4, height - cellsFirstY); i++) {
    const on = cells + i * lineX + low * bytes;
    const own = edge + (i * 4 + low) * bytes;
    if (adds) addTo(on, own, (high - low) * channels);
    else memory.copy(own, on, (high - low) * bytes);
  }
}

/** A row of four as Bᵀ takes a column, to four places. */
@inline
function storeB(to: usize, step: usize, d0: v128, d1: v128, d2: v128, d3: v128): void {
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to + step, f32x4.add(d1, d2));
  v128.store(to + 2 * step, f32x4.sub(d2, d1));
  v128.store(to + 3 * step, f32x4.sub(d1, d3));
}

/** Bᵀ·d·B of tiles [begin, end), to `blockOfX`. */
function transformImages(begin: usize, end: usize): void {
  const bytes = <usize>channels << 2;
  for (let tile = begin; tile < end; tile++) {
    findTile(tile);
    let d0 = cells;
    let line = lineX;
    if (isAtEdge) {
      memory.fill(edge, 0, 16 * bytes);
      moveEdge(false);
      d0 = edge;
      line = 4 * bytes;
    }
    const step = blockX;
    let to = blockOfX + (tile - begin) * rowX;
    for (const last = d0 + bytes; d0 < last; d0 += 16, to += 16) {
      const d1 = d0 + line;
      const d2 = d1 + line;
      const d3 = d2 + line;
      const x10 = v128.load(d1);
      const x11 = v128.load(d1 + bytes);
      const x12 = v128.load(d1 + 2 * bytes);
      const x13 = v128.load(d1 + 3 * bytes);
      const x20 = v128.load(d2);
      const x21 = v128.load(d2 + bytes);
      const x22 = v128.load(d2 + 2 * bytes);
      const x23 = v128.load(d2 + 3 * bytes);
      storeB(
        to,
        step,
        f32x4.sub(v128.load(d0), x20),
        f32x4.sub(v128.load(d0 + bytes), x21),
        f32x4.sub(v128.load(d0 + 2 * bytes), x22),
        f32x4.sub(v128.load(d0 + 3 * bytes), x23),
      );
      storeB(to + 4 * step, step, f32x4.add(x10, x20), f32x4.add(x11, x21), f32x4.add(x12, x22), f32x4.add(x13, x23));
      storeB(to + 8 * step, step, f32x4.sub(x20, x10), f32x4.sub(x21, x11), f32x4.sub(x22, x12), f32x4.sub(x23, x13));
      storeB(
        to + 12 * step,
        step,
        f32x4.sub(x10, v128.load(d3)),
        f32x4.sub(x11, v128.load(d3 + bytes)),
        f32x4.sub(x12, v128.load(d3 + 2 * bytes)),
        f32x4.sub(x13, v128.load(d3 + 3 * bytes)),
      );
    }
  }
}

/** Adds a row of B·v·Bᵀ to four elements. */
@inline
function addB(to: usize, bytes: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(to, f32x4.add(v128.load(to), v0));
  v128.store(to + bytes, f32x4.add(v128.load(to + bytes), f32x4.add(f32x4.sub(v1, v2), v3)));
  v128.store(to + 2 * bytes, f32x4.add(v128.load(to + 2 * bytes), f32x4.sub(f32x4.add(v1, v2), v0)));
  v128.store(to + 3 * bytes, f32x4.sub(v128.load(to + 3 * bytes), v3));
}

/** Three places below one another, as rows 1 and 2 of B take them. */
@inline
function between(v: usize, step: usize): v128 {
  return f32x4.add(f32x4.sub(v128.load(v + 4 * step), v128.load(v + 8 * step)), v128.load(v + 12 * step));
}

@inline
function before(v: usize, step: usize): v128 {
  return f32x4.sub(f32x4.add(v128.load(v + 4 * step), v128.load(v + 8 * step)), v128.load(v));
}

/** Adds B·v·Bᵀ of `blockOfX` to the images at tiles [begin, end). */
function addToImages(begin: usize, end: usize): void {
  const bytes = <usize>channels << 2;
  for (let tile = begin; tile < end; tile++) {
    findTile(tile);
    let d = cells;
    let line = lineX;
    if (isAtEdge) {
      memory.fill(edge, 0, 16 * bytes);
      d = edge;
      line = 4 * bytes;
    }
    const s = blockX;
    let v = blockOfX + (tile - begin) * rowX;
    for (const last = d + bytes; d < last; d += 16, v += 16) {
      const v1 = v + s;
      const v2 = v1 + s;
      const v3 = v2 + s;
      addB(d, bytes, v128.load(v), v128.load(v1), v128.load(v2), v128.load(v3));
      addB(d + line, bytes, between(v, s), between(v1, s), between(v2, s), between(v3, s));
      addB(d + 2 * line, bytes, before(v, s), before(v1, s), before(v2, s), before(v3, s));
      const r = 12 * s;
      addB(
        d + 3 * line,
        bytes,
        f32x4.neg(v128.load(v + r)),
        f32x4.neg(v128.load(v1 + r)),
        f32x4.neg(v128.load(v2 + r)),
        f32x4.neg(v128.load(v3 + r)),
      );
    }
    if (isAtEdge) moveEdge(true);
  }
}

/** A row of two as A takes a column, to four places. */
@inline
function storeA(to: usize, step: usize, d0: v128, d1: v128): void {
  v128.store(to, d0);
  v128.store(to + step, f32x4.add(d0, d1));
  v128.store(to + 2 * step, f32x4.sub(d0, d1));
  v128.store(to + 3 * step, f32x4.neg(d1));
}

/** A·d·Aᵀ of the results' tiles [begin, end), to `blockOfY`; d is 0 beside them. */
function transformResults(begin: usize, end: usize): void {
  const bytes = filters << 2;
  const line = outWidth * bytes;
  const step = blockY;
  for (let tile = begin; tile < end; tile++) {
    findTile(tile);
    let d = results;
    let to = blockOfY + (tile - begin) * rowY;
    const right = hasRight;
    const below = hasBelow;
    for (const last = d + bytes; d < last; d += 16, to += 16) {
      const zero = f32x4.splat(0);
      const d00 = v128.load(d);
      const d01 = right ? v128.load(d + bytes) : zero;
      const d10 = below ? v128.load(d + line) : zero;
      const d11 = right && below ? v128.load(d + line + bytes) : zero;
      storeA(to, step, d00, d01);
      storeA(to + 4 * step, step, f32x4.add(d00, d10), f32x4.add(d01, d11));
      storeA(to + 8 * step, step, f32x4.sub(d00, d10), f32x4.sub(d01, d11));
      storeA(to + 12 * step, step, f32x4.neg(d10), f32x4.neg(d11));
    }
  }
}

/** Aᵀ·m·A of `blockOfY` to the results at tiles [begin, end). */
function storeResults(begin: usize, end: usize): void {
  const bytes = filters << 2;
  const line = outWidth * bytes;
  const step = blockY;
  for (let tile = begin; tile < end; tile++) {
    findTile(tile);
    let d = results;
    let m = blockOfY + (tile - begin) * rowY;
    const right = hasRight;
    const below = hasBelow;
    for (const last = d + bytes; d < last; d += 16, m += 16) {
      let top0 = f32x4.splat(0);
      let top1 = top0;
      let low0 = top0;
      let low1 = top0;
      // Column by column of m: Aᵀ of it, and what A makes of the columns.
      for (let column = 0, at = m; column < 4; column++, at += step) {
        const m1 = v128.load(at + 4 * step);
        const m2 = v128.load(at + 8 * step);
        const top = f32x4.add(f32x4.add(v128.load(at), m1), m2);
        const low = f32x4.sub(f32x4.sub(m1, m2), v128.load(at + 12 * step));
        if (column < 3) {
          top0 = f32x4.add(top0, top);
          low0 = f32x4.add(low0, low);
        }
        if (column == 1) {
          top1 = top;
          low1 = low;
        } else if (column > 1) {
          top1 = f32x4.sub(top1, top);
          low1 = f32x4.sub(low1, low);
        }
      }
      v128.store(d, top0);
      if (right) v128.store(d + bytes, top1);
      if (below) v128.store(d + line, low0);
      if (right && below) v128.store(d + line + bytes, low1);
    }
  }
}

/** Rows of tiles that are multiplied: whole ones of a matrix product, as there is room for a block. */
@inline
function rowsOfTiles(count: usize): usize {
  return (count + 3) & ~3;
}

/** At each place the `count` rows at `a` by the panels of the transformed kernel, [k, n], to `c`. */
function multiplyPlaces(
  a: usize,
  blockA: usize,
  rowA: usize,
  k: usize,
  kernel: usize,
  c: usize,
  blockC: usize,
  rowC: usize,
  n: usize,
  count: usize,
): void {
  const panelBytes = k << 5;
  const placeBytes = ((n + tileColumns - 1) / tileColumns) * panelBytes;
  const rows = rowsOfTiles(count);
  for (let place: usize = 0; place < <usize>winogradProducts; place++) {
    const to = c + place * blockC;
    multiplyPanels(a + place * blockA, rowA, 4, kernel + place * placeBytes, 32, panelBytes, to, rowC, rows, k, n, false);
  }
}

/** Units [begin, end) of tiles of the results. */
export function runWinograd(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const block = readTiles(instruction, scratch);
  const kernel = load<usize>(instruction, argumentKernel);
  const unit = load<usize>(instruction, argumentUnitTiles);
  const last = end * unit;
  for (let tile = begin * unit; tile < last; tile += block) {
    const count = min(block, last - tile);
    transformImages(tile, tile + count);
    multiplyPlaces(blockOfX, blockX, rowX, channels, kernel, blockOfY, blockY, rowY, filters, count);
    storeResults(tile, tile + count);
  }
}

/** The gradient of images [begin, end), tile by tile, so in the same order whoever does it. */
export function runWinogradInputGradient(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const block = readTiles(instruction, scratch);
  const kernel = load<usize>(instruction, argumentKernel);
  const imageBytes = <usize>(height * width * channels) << 2;
  for (let image = begin; image < end; image++) {
    memory.fill(source + image * imageBytes, 0, imageBytes);
    const last = (image + 1) * tilesInImage;
    for (let tile = image * tilesInImage; tile < last; tile += block) {
      const count = min(block, last - tile);
      transformResults(tile, tile + count);
      multiplyPlaces(blockOfY, blockY, rowY, filters, kernel, blockOfX, blockX, rowX, channels, count);
      addToImages(tile, tile + count);
    }
  }
}

/** Parts [begin, end) of the transformed kernel's gradient [16, channels, filters], each the sum over as many tiles. */
export function runWinogradKernelGradient(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const block = readTiles(instruction, scratch);
  const unit = load<usize>(instruction, argumentUnitTiles);
  const tiles = load<usize>(instruction, argumentTiles);
  const rowC = filters << 2;
  const placeBytes = channels * rowC;
  for (let part = begin; part < end; part++) {
    const sums = load<usize>(instruction, argumentKernel) + part * winogradProducts * placeBytes;
    const first = part * unit;
    const last = min(tiles, first + unit);
    for (let tile = first; tile < last; tile += block) {
      const count = min(block, last - tile);
      transformImages(tile, tile + count);
      transformResults(tile, tile + count);
      for (let place: usize = 0; place < <usize>winogradProducts; place++) {
        const v = blockOfX + place * blockX;
        const m = blockOfY + place * blockY;
        multiplyPanels(v, 4, rowX, m, rowY, 32, sums + place * placeBytes, rowC, channels, count, filters, tile > first);
      }
    }
  }
}

/** A row of three as G takes a column, to four places. */
@inline
function storeG(to: usize, step: usize, g0: v128, g1: v128, g2: v128): void {
  const half = f32x4.splat(0.5);
  const ends = f32x4.add(g0, g2);
  v128.store(to, g0);
  v128.store(to + step, f32x4.mul(half, f32x4.add(ends, g1)));
  v128.store(to + 2 * step, f32x4.mul(half, f32x4.sub(ends, g1)));
  v128.store(to + 3 * step, g2);
}

/** ½ (g0 ± g1 + g2) of three cells below one another, as the middle rows of G take them. */
@inline
function halfSum(g: usize, row: usize, adds: bool): v128 {
  const ends = f32x4.add(v128.load(g), v128.load(g + 2 * row));
  const middle = v128.load(g + row);
  return f32x4.mul(f32x4.splat(0.5), adds ? f32x4.add(ends, middle) : f32x4.sub(ends, middle));
}

/** The 16 places of G·g·Gᵀ for four filters; `g` is the first cell. */
function transformKernel(to: usize, step: usize, g: usize, cell: usize): void {
  const row = 3 * cell;
  const g1 = g + cell;
  const g2 = g1 + cell;
  storeG(to, step, v128.load(g), v128.load(g1), v128.load(g2));
  storeG(to + 4 * step, step, halfSum(g, row, true), halfSum(g1, row, true), halfSum(g2, row, true));
  storeG(to + 8 * step, step, halfSum(g, row, false), halfSum(g1, row, false), halfSum(g2, row, false));
  storeG(to + 12 * step, step, v128.load(g + 2 * row), v128.load(g1 + 2 * row), v128.load(g2 + 2 * row));
}

/**
 * Panels [begin, end) of each of the 16 matrices of a transformed kernel, [channels, filters] or, transposed, [filters, channels].
 * Arguments: kernel, panels, channels, filters, whether transposed, where in its scratch a thread has memory for 16 quads.
 */
export function runWinogradPack(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const kernel = load<usize>(instruction, instructionArguments);
  const out = load<usize>(instruction, instructionArguments + 4);
  const rows = load<usize>(instruction, instructionArguments + 8);
  const columns = load<usize>(instruction, instructionArguments + 12);
  const transposed = load<u32>(instruction, instructionArguments + 16) != 0;
  const spare = scratch + load<usize>(instruction, instructionArguments + 20);
  const k = transposed ? columns : rows;
  const n = transposed ? rows : columns;
  const placeBytes = ((n + tileColumns - 1) / tileColumns) * (k << 5);
  const cell = (rows * columns) << 2;
  for (let panel = begin; panel < end; panel++) {
    const first = panel * tileColumns;
    const width = min<usize>(tileColumns, n - first);
    const to = out + panel * (k << 5);
    if (!transposed) {
      for (let row: usize = 0; row < k; row++) {
        for (let column: usize = 0; column < width; column += 4) {
          const from = kernel + ((row * columns + first + column) << 2);
          transformKernel(to + (row << 5) + (column << 2), placeBytes, from, cell);
        }
      }
      continue;
    }
    for (let column: usize = 0; column < width; column++) {
      for (let row: usize = 0; row < k; row += 4) {
        transformKernel(spare, 16, kernel + (((first + column) * columns + row) << 2), cell);
        for (let place: usize = 0; place < <usize>winogradProducts; place++) {
          const quad = v128.load(spare + (place << 4));
          const at = to + place * placeBytes + (row << 5) + (column << 2);
          v128.store32_lane(at, quad, 0);
          v128.store32_lane(at, quad, 1, 32);
          v128.store32_lane(at, quad, 2, 64);
          v128.store32_lane(at, quad, 3, 96);
        }
      }
    }
  }
}

/** The sum of the parts of the transformed kernel's gradient at one place, in their order. */
@inline
function sumOfParts(at: usize, end: usize, partBytes: usize): v128 {
  let sum = v128.load(at);
  for (at += partBytes; at < end; at += partBytes) sum = f32x4.add(sum, v128.load(at));
  return sum;
}

/**
 * Channels [begin, end) of a kernel's gradient Gᵀ·u·G, u the sum of parts. Arguments: parts, out, channels, filters, parts' number,
 * where in its scratch a thread has memory for 12 quads.
 */
export function runWinogradSum(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const parts = load<usize>(instruction, instructionArguments);
  const out = load<usize>(instruction, instructionArguments + 4);
  const rows = load<usize>(instruction, instructionArguments + 8);
  const rowBytes = load<usize>(instruction, instructionArguments + 12) << 2;
  const count = load<usize>(instruction, instructionArguments + 16);
  const spare = scratch + load<usize>(instruction, instructionArguments + 20);
  const cell = rows * rowBytes;
  const partBytes = winogradProducts * cell;
  const half = f32x4.splat(0.5);
  for (let at = begin * rowBytes; at < end * rowBytes; at += 16) {
    const last = parts + at + count * partBytes;
    // Gᵀ of each column, then of each row.
    for (let column: usize = 0; column < 4; column++) {
      const u = parts + at + column * cell;
      const end = last + column * cell;
      const u1 = sumOfParts(u + 4 * cell, end + 4 * cell, partBytes);
      const u2 = sumOfParts(u + 8 * cell, end + 8 * cell, partBytes);
      const both = f32x4.mul(half, f32x4.add(u1, u2));
      const to = spare + (column << 4);
      v128.store(to, f32x4.add(sumOfParts(u, end, partBytes), both));
      v128.store(to, f32x4.mul(half, f32x4.sub(u1, u2)), 64);
      v128.store(to, f32x4.add(both, sumOfParts(u + 12 * cell, end + 12 * cell, partBytes)), 128);
    }
    for (let row: usize = 0; row < 3; row++) {
      const from = spare + (row << 6);
      const u1 = v128.load(from, 16);
      const u2 = v128.load(from, 32);
      const both = f32x4.mul(half, f32x4.add(u1, u2));
      const to = out + at + 3 * row * cell;
      v128.store(to, f32x4.add(v128.load(from), both));
      v128.store(to + cell, f32x4.mul(half, f32x4.sub(u1, u2)));
      v128.store(to + 2 * cell, f32x4.add(both, v128.load(from, 48)));
    }
  }
}
