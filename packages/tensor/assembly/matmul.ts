/**
 * Matrix products by tiles of 4 rows × 8 columns that stay in registers, over panels of b that are 8 columns wide and
 * contiguous. Each element of c is the sum over k in order, one multiplication and one addition at a time, whichever
 * tile it falls into, so results do not depend on how rows are divided among threads.
 */
import { madd } from './multiply-add';
import { instructionArguments, tileColumns, tileRows } from './opcode';
import { packPanels } from './pack';

const argumentA = instructionArguments;
const argumentB = instructionArguments + 4;
const argumentC = instructionArguments + 8;
const argumentM = instructionArguments + 12;
const argumentK = instructionArguments + 16;
const argumentN = instructionArguments + 20;
/** Bytes from one row of a to the next, and from one k to the next. */
const argumentRowA = instructionArguments + 24;
const argumentStepA = instructionArguments + 28;
/** Bytes from one k of b to the next, and from one panel to the next. */
const argumentStepB = instructionArguments + 32;
const argumentPanelB = instructionArguments + 36;
/** Bytes from one matrix of a batch to the next. */
const argumentBatchA = instructionArguments + 40;
const argumentBatchB = instructionArguments + 44;
/** Whether this thread packs b for itself first: 0, or 1, or 2 where b is transposed; and where in its scratch. */
const argumentPacks = instructionArguments + 48;
const argumentPackAt = instructionArguments + 52;

/** Rows of k in one pass over c: a panel of b this long (8 KB) and four rows of a stay in L1. */
const passK: usize = 256;
/** Rows of a that one pass takes: with passK, 64 KB that stay in L2 while the panels of b go by. */
const passRows: usize = 64;

@inline
export function lane(p: usize, offset: usize): v128 {
  return v128.load32_splat(p + offset);
}

/** Stores the first `width` of 8 columns. */
@inline
export function storeRow(c: usize, low: v128, high: v128, width: usize): void {
  if (width == 8) {
    v128.store(c, low);
    v128.store(c, high, 16);
    return;
  }
  storePart(c, low, high, width);
}

export function storePart(c: usize, low: v128, high: v128, width: usize): void {
  let quad = low;
  let at = c;
  if (width >= 4) {
    v128.store(at, low);
    at += 16;
    quad = high;
  }
  const rest = width & 3;
  if (rest > 0) v128.store32_lane(at, quad, 0);
  if (rest > 1) v128.store32_lane(at, quad, 1, 4);
  if (rest > 2) v128.store32_lane(at, quad, 2, 8);
}

/** c[4, 8] = (resume ? c : 0) + a[4, k]·b[k, 8]. */
function tile4(a: usize, rowA: usize, stepA: usize, b: usize, stepB: usize, c: usize, rowC: usize, k: usize, resume: bool, width: usize): void {
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
  let a0 = a;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = lane(a0, 0);
    s00 = madd(s00, x, b0);
    s01 = madd(s01, x, b1);
    x = lane(a1, 0);
    s10 = madd(s10, x, b0);
    s11 = madd(s11, x, b1);
    x = lane(a2, 0);
    s20 = madd(s20, x, b0);
    s21 = madd(s21, x, b1);
    x = lane(a3, 0);
    s30 = madd(s30, x, b0);
    s31 = madd(s31, x, b1);
    a0 += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += stepB;
  }
  storeRow(c, s00, s01, width);
  storeRow(c + rowC, s10, s11, width);
  storeRow(c + 2 * rowC, s20, s21, width);
  storeRow(c + 3 * rowC, s30, s31, width);
}

/** The same for the last 1 to 4 columns. */
function tile4Narrow(a: usize, rowA: usize, stepA: usize, b: usize, stepB: usize, c: usize, rowC: usize, k: usize, resume: bool, width: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  if (resume) {
    s0 = v128.load(c);
    s1 = v128.load(c + rowC);
    s2 = v128.load(c + 2 * rowC);
    s3 = v128.load(c + 3 * rowC);
  }
  let a0 = a;
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    s0 = madd(s0, lane(a0, 0), b0);
    s1 = madd(s1, lane(a1, 0), b0);
    s2 = madd(s2, lane(a2, 0), b0);
    s3 = madd(s3, lane(a3, 0), b0);
    a0 += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += stepB;
  }
  storePart(c, s0, s0, width);
  storePart(c + rowC, s1, s1, width);
  storePart(c + 2 * rowC, s2, s2, width);
  storePart(c + 3 * rowC, s3, s3, width);
}

/** c[1, 8] = (resume ? c : 0) + a[1, k]·b[k, 8]. */
function tile1(a: usize, stepA: usize, b: usize, stepB: usize, c: usize, k: usize, resume: bool, width: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  if (resume) {
    s0 = v128.load(c);
    s1 = v128.load(c, 16);
  }
  for (; k > 0; k--) {
    const x = lane(a, 0);
    s0 = madd(s0, x, v128.load(b));
    s1 = madd(s1, x, v128.load(b, 16));
    a += stepA;
    b += stepB;
  }
  storeRow(c, s0, s1, width);
}

/** c[rows, n] = (resume ? c : 0) + a[rows, k]·b[k, n], panel by panel. */
export function multiplyPanels(
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  panelB: usize,
  c: usize,
  rowC: usize,
  rows: usize,
  k: usize,
  n: usize,
  resume: bool,
): void {
  for (let column: usize = 0; column < n; column += tileColumns, b += panelB) {
    const width = min<usize>(tileColumns, n - column);
    let row: usize = 0;
    let rowOfA = a;
    let tileC = c + (<usize>column << 2);
    for (; row + tileRows <= rows; row += tileRows) {
      if (width > 4) tile4(rowOfA, rowA, stepA, b, stepB, tileC, rowC, k, resume, width);
      else tile4Narrow(rowOfA, rowA, stepA, b, stepB, tileC, rowC, k, resume, width);
      rowOfA += rowA * tileRows;
      tileC += rowC * tileRows;
    }
    for (; row < rows; row++) {
      tile1(rowOfA, stepA, b, stepB, tileC, k, resume, width);
      rowOfA += rowA;
      tileC += rowC;
    }
  }
}

/** Rows [begin, end) of one matrix. */
function matmulRows(instruction: usize, a: usize, b: usize, c: usize, begin: usize, end: usize): void {
  const k = load<usize>(instruction, argumentK);
  const n = load<usize>(instruction, argumentN);
  const rowA = load<usize>(instruction, argumentRowA);
  const stepA = load<usize>(instruction, argumentStepA);
  const stepB = load<usize>(instruction, argumentStepB);
  const panelB = load<usize>(instruction, argumentPanelB);
  const rowC = <usize>n << 2;
  for (let block = begin; block < end; block += passRows) {
    const blockEnd = min(end, block + passRows);
    let from: usize = 0;
    // An empty k still stores its zeros.
    do {
      const count = min(passK, k - from);
      multiplyPanels(
        a + block * rowA + from * stepA,
        rowA,
        stepA,
        b + from * stepB,
        stepB,
        panelB,
        c + block * rowC,
        rowC,
        blockEnd - block,
        count,
        n,
        from > 0,
      );
      from += count;
    } while (from < k);
  }
}

/** Rows [begin, end) of the whole batch, counted through all its matrices. */
export function runMatmul(instruction: usize, begin: usize, end: usize, scratch: usize): void {
  const m = load<usize>(instruction, argumentM);
  const a = load<usize>(instruction, argumentA);
  let b = load<usize>(instruction, argumentB);
  const packs = load<u32>(instruction, argumentPacks);
  if (packs > 0) {
    const k = load<usize>(instruction, argumentK);
    const n = load<usize>(instruction, argumentN);
    const panels = scratch + load<usize>(instruction, argumentPackAt);
    packPanels(panels, b, (packs == 2 ? k : n) << 2, k, n, packs == 2, 0, (n + tileColumns - 1) / tileColumns);
    b = panels;
  }
  const c = load<usize>(instruction, argumentC);
  const matrixC = <usize>(m * load<usize>(instruction, argumentN)) << 2;
  for (let row = begin; row < end; ) {
    const matrix = row / m;
    const first = matrix * m;
    const last = min(end, first + m);
    matmulRows(
      instruction,
      a + matrix * load<usize>(instruction, argumentBatchA),
      b + matrix * load<usize>(instruction, argumentBatchB),
      c + matrix * matrixC,
      row - first,
      last - first,
    );
    row = last;
  }
}
