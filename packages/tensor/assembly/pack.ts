/**
 * Packing of b for the matrix product: panels of 8 columns, [k, 8] each, contiguous, missing columns zero.
 */
import { instructionArguments, tileColumns } from './opcode';

const argumentB = instructionArguments;
const argumentOut = instructionArguments + 4;
const argumentK = instructionArguments + 8;
const argumentN = instructionArguments + 12;
const argumentTransposed = instructionArguments + 16;
/** Bytes from one matrix of a batch to the next. */
const argumentBatchB = instructionArguments + 20;

/** A panel of b [k, n]. Loads may reach past the row; the mask drops what is not there. */
function packColumns(out: usize, b: usize, rowB: usize, k: usize, width: usize): void {
  const limit = i32x4.splat(width);
  const low = i32x4.lt_s(i32x4(0, 1, 2, 3), limit);
  const high = i32x4.lt_s(i32x4(4, 5, 6, 7), limit);
  for (; k > 0; k--) {
    v128.store(out, v128.and(v128.load(b), low));
    v128.store(out, v128.and(v128.load(b, 16), high), 16);
    b += rowB;
    out += 32;
  }
}

/** Four columns of a panel from four rows of b [n, k]. */
function packRows4(out: usize, b: usize, rowB: usize, k: usize): void {
  const end = k & ~3;
  let at: usize = 0;
  for (; at < end; at += 4, b += 16, out += 128) {
    const r0 = v128.load(b);
    const r1 = v128.load(b + rowB);
    const r2 = v128.load(b + 2 * rowB);
    const r3 = v128.load(b + 3 * rowB);
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 32);
    v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 64);
    v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 96);
  }
  for (; at < k; at++, b += 4, out += 32) {
    store<f32>(out, load<f32>(b));
    store<f32>(out, load<f32>(b + rowB), 4);
    store<f32>(out, load<f32>(b + 2 * rowB), 8);
    store<f32>(out, load<f32>(b + 3 * rowB), 12);
  }
}

/** One column of a panel from one row of b, or zeros. */
function packRow(out: usize, b: usize, k: usize, present: bool): void {
  for (let at: usize = 0; at < k; at++) store<f32>(out + (at << 5), present ? load<f32>(b + (at << 2)) : 0);
}

/** Panels [begin, end) of one matrix b, whose rows as stored are `rowB` bytes apart; the first panel at `out`. */
export function packPanels(out: usize, b: usize, rowB: usize, k: usize, n: usize, transposed: bool, begin: usize, end: usize): void {
  for (let panel = begin; panel < end; panel++, out += k << 5) {
    const column = panel * tileColumns;
    const width = min<usize>(tileColumns, n - column);
    if (!transposed) {
      packColumns(out, b + (column << 2), rowB, k, width);
      continue;
    }
    const row = b + column * rowB;
    if (width == tileColumns) {
      packRows4(out, row, rowB, k);
      packRows4(out + 16, row + 4 * rowB, rowB, k);
      continue;
    }
    for (let i: usize = 0; i < <usize>tileColumns; i++) packRow(out + (i << 2), row + i * rowB, k, i < width);
  }
}

/** Panels [begin, end), counted through all matrices of the batch. */
export function runPack(instruction: usize, begin: usize, end: usize): void {
  const k = load<usize>(instruction, argumentK);
  const n = load<usize>(instruction, argumentN);
  const panels = (n + tileColumns - 1) / tileColumns;
  const transposed = load<usize>(instruction, argumentTransposed) != 0;
  const out = load<usize>(instruction, argumentOut);
  while (begin < end) {
    const matrix = begin / panels;
    const first = begin - matrix * panels;
    const last = min(panels, end - matrix * panels);
    const b = load<usize>(instruction, argumentB) + matrix * load<usize>(instruction, argumentBatchB);
    packPanels(out + begin * (k << 5), b, (transposed ? k : n) << 2, k, n, transposed, first, last);
    begin += last - first;
  }
}
