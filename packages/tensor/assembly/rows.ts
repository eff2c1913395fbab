/**
 * Softmax, its logarithm, cross-entropy and the place of the maximum, of each row of [rows, columns]. The row's maximum
 * is subtracted first. Four rows at a time, one in each lane, so that no lane is idle however few columns there are;
 * a row's arithmetic is the same in whichever lane and group it falls.
 */
import { exp4, log4 } from './math';
import { indexOutOfRange } from './index-error';
import { instructionArguments } from './opcode';

const argumentInput = instructionArguments;
const argumentOut = instructionArguments + 4;
const argumentColumns = instructionArguments + 8;
const argumentLabels = instructionArguments + 12;

/** Offsets of rows `row` to `row` + 3 from the first, in bytes; rows from `end` on are the last one again. */
@inline
function offsetOf(row: u32, lane: u32, end: u32, bytes: usize): usize {
  return <usize>min(row + lane, end - 1) * bytes;
}

/** One column of four rows. */
@inline
function loadColumn(at0: usize, at1: usize, at2: usize, at3: usize): v128 {
  const low = v128.load32_lane(at1, v128.load32_zero(at0), 1);
  return v128.load32_lane(at3, v128.load32_lane(at2, low, 2), 3);
}

@inline
function storeColumn(at0: usize, at1: usize, at2: usize, at3: usize, column: v128): void {
  v128.store32_lane(at0, column, 0);
  v128.store32_lane(at1, column, 1);
  v128.store32_lane(at2, column, 2);
  v128.store32_lane(at3, column, 3);
}

/** The maximum of four rows; NaN where a row holds one. pmax is one instruction but drops NaN, so that is watched apart. */
@inline
function maximumOf(at0: usize, at1: usize, at2: usize, at3: usize, bytes: usize): v128 {
  let best = f32x4.splat(-Infinity);
  let seen = i32x4.splat(0);
  for (let c: usize = 0; c < bytes; c += 4) {
    const x = loadColumn(at0 + c, at1 + c, at2 + c, at3 + c);
    best = f32x4.pmax(best, x);
    seen = v128.or(seen, f32x4.ne(x, x));
  }
  return v128.or(best, seen);
}

/** Bytes of columns that are summed before their sum joins the total; bounds the growth of rounding errors. */
const blockBytes: usize = 64 << 2;

/** Σ exp(x − maximum) of four rows. */
@inline
function totalOf(at0: usize, at1: usize, at2: usize, at3: usize, bytes: usize, maximum: v128): v128 {
  let total = f32x4.splat(0);
  for (let block: usize = 0; block < bytes; block += blockBytes) {
    let sum = f32x4.splat(0);
    for (let c = block, end = min(bytes, block + blockBytes); c < end; c += 4) {
      sum = f32x4.add(sum, exp4(f32x4.sub(loadColumn(at0 + c, at1 + c, at2 + c, at3 + c), maximum)));
    }
    total = f32x4.add(total, sum);
  }
  return total;
}

export function runSoftmax(instruction: usize, begin: u32, end: u32): void {
  const bytes = load<usize>(instruction, argumentColumns) << 2;
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  for (let row = begin; row < end; row += 4) {
    const offset0 = offsetOf(row, 0, end, bytes);
    const offset1 = offsetOf(row, 1, end, bytes);
    const offset2 = offsetOf(row, 2, end, bytes);
    const offset3 = offsetOf(row, 3, end, bytes);
    const maximum = maximumOf(input + offset0, input + offset1, input + offset2, input + offset3, bytes);
    let total = f32x4.splat(0);
    for (let block: usize = 0; block < bytes; block += blockBytes) {
      let sum = f32x4.splat(0);
      for (let c = block, stop = min(bytes, block + blockBytes); c < stop; c += 4) {
        const from = input + c;
        const to = out + c;
        const y = exp4(f32x4.sub(loadColumn(from + offset0, from + offset1, from + offset2, from + offset3), maximum));
        sum = f32x4.add(sum, y);
        storeColumn(to + offset0, to + offset1, to + offset2, to + offset3, y);
      }
      total = f32x4.add(total, sum);
    }
    for (let c: usize = 0; c < bytes; c += 4) {
      const to = out + c;
      const y = loadColumn(to + offset0, to + offset1, to + offset2, to + offset3);
      storeColumn(to + offset0, to + offset1, to + offset2, to + offset3, f32x4.div(y, total));
    }
  }
}

export function runLogSoftmax(instruction: usize, begin: u32, end: u32): void {
  const bytes = load<usize>(instruction, argumentColumns) << 2;
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  for (let row = begin; row < end; row += 4) {
    const offset0 = offsetOf(row, 0, end, bytes);
    const offset1 = offsetOf(row, 1, end, bytes);
    const offset2 = offsetOf(row, 2, end, bytes);
    const offset3 = offsetOf(row, 3, end, bytes);
    const maximum = maximumOf(input + offset0, input + offset1, input + offset2, input + offset3, bytes);
    const total = totalOf(input + offset0, input + offset1, input + offset2, input + offset3, bytes, maximum);
    const logTotal = log4(total);
    for (let c: usize = 0; c < bytes; c += 4) {
      const from = input + c;
      const to = out + c;
      const x = loadColumn(from + offset0, from + offset1, from + offset2, from + offset3);
      const y = f32x4.sub(f32x4.sub(x, maximum), logTotal);
      storeColumn(to + offset0, to + offset1, to + offset2, to + offset3, y);
    }
  }
}

/** log Σ exp(x) − x[label] = log Σ exp(x − max) + (max − x[label]). Returns whether a label was out of range. */
export function runCrossEntropy(instruction: usize, begin: u32, end: u32, scratch: usize): bool {
  const columns = load<u32>(instruction, argumentColumns);
  const bytes = <usize>columns << 2;
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  const labels = load<usize>(instruction, argumentLabels);
  for (let row = begin; row < end; row++) {
    const label = load<u32>(labels + (<usize>row << 2));
    if (label >= columns) return indexOutOfRange(scratch, label, row);
  }
  for (let row = begin; row < end; row += 4) {
    const at0 = input + offsetOf(row, 0, end, bytes);
    const at1 = input + offsetOf(row, 1, end, bytes);
    const at2 = input + offsetOf(row, 2, end, bytes);
    const at3 = input + offsetOf(row, 3, end, bytes);
    const label0 = load<usize>(labels + offsetOf(row, 0, end, 4)) << 2;
    const label1 = load<usize>(labels + offsetOf(row, 1, end, 4)) << 2;
    const label2 = load<usize>(labels + offsetOf(row, 2, end, 4)) << 2;
    const label3 = load<usize>(labels + offsetOf(row, 3, end, 4)) << 2;
    const maximum = maximumOf(at0, at1, at2, at3, bytes);
    const logTotal = log4(totalOf(at0, at1, at2, at3, bytes, maximum));
    const given = loadColumn(at0 + label0, at1 + label1, at2 + label2, at3 + label3);
    const loss = f32x4.add(logTotal, f32x4.sub(maximum, given));
    storeColumn(
      out + offsetOf(row, 0, end, 4),
      out + offsetOf(row, 1, end, 4),
      out + offsetOf(row, 2, end, 4),
      out + offsetOf(row, 3, end, 4),
      loss,
    );
  }
  return false;
}

/** The first place of the maximum in rows [begin, end) of `columns`; NaN counts as the maximum. */
export function argmaxRows(input: usize, out: usize, columns: u32, begin: u32, end: u32): void {
  const bytes = <usize>columns << 2;
  for (let row = begin; row < end; row += 4) {
    const at0 = input + offsetOf(row, 0, end, bytes);
    const at1 = input + offsetOf(row, 1, end, bytes);
    const at2 = input + offsetOf(row, 2, end, bytes);
    const at3 = input + offsetOf(row, 3, end, bytes);
    let best = loadColumn(at0, at1, at2, at3);
    let place = i32x4.splat(0);
    let column = i32x4.splat(1);
    for (let c: usize = 4; c < bytes; c += 4) {
      const x = loadColumn(at0 + c, at1 + c, at2 + c, at3 + c);
      const isNewNaN = v128.and(f32x4.ne(x, x), f32x4.eq(best, best));
      const isBetter = v128.or(f32x4.gt(x, best), isNewNaN);
      best = v128.bitselect(x, best, isBetter);
      place = v128.bitselect(column, place, isBetter);
      column = i32x4.add(column, i32x4.splat(1));
    }
    storeColumn(
      out + offsetOf(row, 0, end, 4),
      out + offsetOf(row, 1, end, 4),
      out + offsetOf(row, 2, end, 4),
      out + offsetOf(row, 3, end, 4),
      place,
    );
  }
}
