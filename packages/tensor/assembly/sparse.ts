/**
 * Products with rows stored without zeros. A row's columns fall into segments, so that the part of b, or of the result,
 * that one segment touches stays near. Entries are taken in the order of columns (sparseMatmul) or of chosen rows
 * (transposed), whatever the chunk; the layout is described in src/functions/sparse.ts.
 */
import { indexOutOfRange } from './index-error';
import { madd } from './multiply-add';
import { instructionArguments, scratchTouched } from './opcode';

const argumentSegmentStart = instructionArguments;
const argumentColumnIndex = instructionArguments + 4;
const argumentValues = instructionArguments + 8;
const argumentIndices = instructionArguments + 12;
const argumentOut = instructionArguments + 16;
const argumentRows = instructionArguments + 20;
const argumentCount = instructionArguments + 24;
const argumentColumns = instructionArguments + 28;
const argumentSegments = instructionArguments + 32;
const argumentB = instructionArguments + 36;
const argumentN = instructionArguments + 40;

/** Bytes that come from memory together. */
const cacheLine: usize = 64;

/** Whether a chosen row in [begin, end) is out of range. */
function checkIndices(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const indices = load<usize>(instruction, argumentIndices);
  const rows = load<usize>(instruction, argumentRows);
  for (let i = begin; i < end; i++) {
    const index = load<usize>(indices + (i << 2));
    if (index >= rows) return indexOutOfRange(scratch, index, i);
  }
  return false;
}

/** The address of the start of segment `segment` of the i-th chosen row. */
@inline
function startOf(instruction: usize, i: usize, segment: usize): usize {
  const row = load<usize>(load<usize>(instruction, argumentIndices) + (i << 2));
  const place = row * load<usize>(instruction, argumentSegments) + segment;
  return load<usize>(instruction, argumentSegmentStart) + (place << 2);
}

/**
 * Brings the entries of rows [begin, end) near, of the segments [first, last). Chosen rows lie anywhere in a large data
 * set; loading one word of each cache line first lets many misses overlap, where the sums that follow would wait for one
 * after the other.
 */
function touchRows(instruction: usize, begin: usize, end: usize, first: usize, last: usize, scratch: usize): void {
  const columnIndex = load<usize>(instruction, argumentColumnIndex);
  const values = load<usize>(instruction, argumentValues);
  let seen: u32 = 0;
  for (let i = begin; i < end; i++) {
    const start = startOf(instruction, i, first);
    const stop = load<usize>(start + ((last - first) << 2)) << 2;
    for (let at = load<usize>(start) << 2; at < stop; at += cacheLine) {
      seen += load<u32>(columnIndex + at) + load<u32>(values + at);
    }
  }
  // A load that nothing depends on would be left out.
  store<u32>(scratch, seen, scratchTouched);
}

/** Rows [begin, end) of the result: zeros, then the entries. */
export function runSparseGather(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  if (checkIndices(instruction, begin, end, scratch)) return true;
  const columnIndex = load<usize>(instruction, argumentColumnIndex);
  const values = load<usize>(instruction, argumentValues);
  const rowBytes = load<usize>(instruction, argumentColumns) << 2;
  const segments = load<usize>(instruction, argumentSegments);
  const out = load<usize>(instruction, argumentOut);
  memory.fill(out + begin * rowBytes, 0, (end - begin) * rowBytes);
  for (let i = begin; i < end; i++) {
    const start = startOf(instruction, i, 0);
    const stop = load<usize>(start + (segments << 2)) << 2;
    for (let at = load<usize>(start) << 2; at < stop; at += 4) {
      store<f32>(out + i * rowBytes + (load<usize>(columnIndex + at) << 2), load<f32>(values + at));
    }
  }
  return false;
}

/** c[32] = (resume ? c : 0) + Σ value · b[column, 32] over the entries [at, stop). */
function addEntries32(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, b: usize, rowB: usize, resume: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  if (resume) {
    s0 = v128.load(c);
    s1 = v128.load(c, 16);
    s2 = v128.load(c, 32);
    s3 = v128.load(c, 48);
    s4 = v128.load(c, 64);
    s5 = v128.load(c, 80);
    s6 = v128.load(c, 96);
    s7 = v128.load(c, 112);
  }
  for (; at < stop; at += 4) {
    // Never entered, as `at` is a multiple of 4: V8 unrolls loops that hold no other, and then copies the eight sums from
    // register to register (69 instead of 88 µs for v1's first layer without).
    while (at & 3) at++;
    const row = b + load<usize>(columnIndex + at) * rowB;
    const value = v128.load32_splat(values + at);
    s0 = madd(s0, value, v128.load(row));
    s1 = madd(s1, value, v128.load(row, 16));
    s2 = madd(s2, value, v128.load(row, 32));
    s3 = madd(s3, value, v128.load(row, 48));
    s4 = madd(s4, value, v128.load(row, 64));
    s5 = madd(s5, value, v128.load(row, 80));
    s6 = madd(s6, value, v128.load(row, 96));
    s7 = madd(s7, value, v128.load(row, 112));
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  v128.store(c, s4, 64);
  v128.store(c, s5, 80);
  v128.store(c, s6, 96);
  v128.store(c, s7, 112);
}

/** The same for 4 columns of b. */
function addEntries4(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, b: usize, rowB: usize, resume: bool): void {
  let sum = resume ? v128.load(c) : f32x4.splat(0);
  for (; at < stop; at += 4) {
    const row = b + load<usize>(columnIndex + at) * rowB;
    sum = madd(sum, v128.load32_splat(values + at), v128.load(row));
  }
  v128.store(c, sum);
}

/** The same for 1 column of b. */
function addEntries1(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, b: usize, rowB: usize, resume: bool): void {
  let sum: f32 = resume ? load<f32>(c) : 0;
  for (; at < stop; at += 4) sum += load<f32>(values + at) * load<f32>(b + load<usize>(columnIndex + at) * rowB);
  store<f32>(c, sum);
}

/** c[n] = (resume ? c : 0) + the entries of one segment of the i-th chosen row · b. */
export function addSegment(instruction: usize, c: usize, i: usize, segment: usize, resume: bool): void {
  const columnIndex = load<usize>(instruction, argumentColumnIndex);
  const values = load<usize>(instruction, argumentValues);
  const b = load<usize>(instruction, argumentB);
  const rowB = load<usize>(instruction, argumentN) << 2;
  const start = startOf(instruction, i, segment);
  const at = load<usize>(start) << 2;
  const stop = load<usize>(start, 4) << 2;
  let column: usize = 0;
  for (; column + 128 <= rowB; column += 128) {
    addEntries32(c + column, columnIndex, values, at, stop, b + column, rowB, resume);
  }
  for (; column + 16 <= rowB; column += 16) {
    addEntries4(c + column, columnIndex, values, at, stop, b + column, rowB, resume);
  }
  for (; column < rowB; column += 4) {
    addEntries1(c + column, columnIndex, values, at, stop, b + column, rowB, resume);
  }
}

/** Rows [begin, end) of chosen rows · b. */
export function runSparseMatmul(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  if (checkIndices(instruction, begin, end, scratch)) return true;
  const segments = load<usize>(instruction, argumentSegments);
  const out = load<usize>(instruction, argumentOut);
  const rowB = load<usize>(instruction, argumentN) << 2;
  touchRows(instruction, begin, end, 0, segments, scratch);
  for (let segment: usize = 0; segment < segments; segment++) {
    for (let i = begin; i < end; i++) addSegment(instruction, out + i * rowB, i, segment, segment > 0);
  }
  return false;
}

/** What the segments [begin, end) add to chosen rows · b: of each segment all rows, behind one another at out. */
export function runSparseMatmulParts(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const count = load<usize>(instruction, argumentCount);
  if (checkIndices(instruction, 0, count, scratch)) return true;
  const out = load<usize>(instruction, argumentOut);
  const rowB = load<usize>(instruction, argumentN) << 2;
  touchRows(instruction, 0, count, begin, end, scratch);
  for (let segment = begin; segment < end; segment++) {
    const part = out + segment * count * rowB;
    for (let i: usize = 0; i < count; i++) addSegment(instruction, part + i * rowB, i, segment, false);
  }
  return false;
}

@inline
function addProduct(c: usize, value: v128, x: v128, offset: usize): void {
  v128.store(c + offset, madd(v128.load(c + offset), value, x));
}

/** c[column, 32] += value · g[32] for the entries [at, stop). */
function spreadEntries32(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, g: usize, rowC: usize): void {
  const g0 = v128.load(g);
  const g1 = v128.load(g, 16);
  const g2 = v128.load(g, 32);
  const g3 = v128.load(g, 48);
  const g4 = v128.load(g, 64);
  const g5 = v128.load(g, 80);
  const g6 = v128.load(g, 96);
  const g7 = v128.load(g, 112);
  for (; at < stop; at += 4) {
    const row = c + load<usize>(columnIndex + at) * rowC;
    const value = v128.load32_splat(values + at);
    addProduct(row, value, g0, 0);
    addProduct(row, value, g1, 16);
    addProduct(row, value, g2, 32);
    addProduct(row, value, g3, 48);
    addProduct(row, value, g4, 64);
    addProduct(row, value, g5, 80);
    addProduct(row, value, g6, 96);
    addProduct(row, value, g7, 112);
  }
}

function spreadEntries4(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, g: usize, rowC: usize): void {
  const g0 = v128.load(g);
  for (; at < stop; at += 4) {
    addProduct(c + load<usize>(columnIndex + at) * rowC, v128.load32_splat(values + at), g0, 0);
  }
}

function spreadEntries1(c: usize, columnIndex: usize, values: usize, at: usize, stop: usize, g: usize, rowC: usize): void {
  const g0 = load<f32>(g);
  for (; at < stop; at += 4) {
    const place = c + load<usize>(columnIndex + at) * rowC;
    store<f32>(place, load<f32>(place) + load<f32>(values + at) * g0);
  }
}

/** The rows of chosen rowsᵀ · b that belong to the segments [begin, end). */
export function runSparseMatmulTransposed(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const count = load<usize>(instruction, argumentCount);
  if (checkIndices(instruction, 0, count, scratch)) return true;
  const columnIndex = load<usize>(instruction, argumentColumnIndex);
  const values = load<usize>(instruction, argumentValues);
  const segments = load<usize>(instruction, argumentSegments);
  const columns = load<usize>(instruction, argumentColumns);
  const g = load<usize>(instruction, argumentB);
  const out = load<usize>(instruction, argumentOut);
  const rowC = load<usize>(instruction, argumentN) << 2;
  const width = (columns + segments - 1) / segments;
  for (let segment = begin; segment < end; segment++) {
    const first = min(columns, segment * width);
    const last = min(columns, first + width);
    memory.fill(out + first * rowC, 0, (last - first) * rowC);
    for (let i: usize = 0; i < count; i++) {
      const start = startOf(instruction, i, segment);
      const at = load<usize>(start) << 2;
      const stop = load<usize>(start, 4) << 2;
      const row = g + i * rowC;
      let column: usize = 0;
      for (; column + 128 <= rowC; column += 128) {
        spreadEntries32(out + column, columnIndex, values, at, stop, row + column, rowC);
      }
      for (; column + 16 <= rowC; column += 16) {
        spreadEntries4(out + column, columnIndex, values, at, stop, row + column, rowC);
      }
      for (; column < rowC; column += 4) {
        spreadEntries1(out + column, columnIndex, values, at, stop, row + column, rowC);
      }
    }
  }
  return false;
}
