/**
 * Softmax, its logarithm, and cross-entropy of each row of [rows, columns]. The row's maximum is subtracted first.
 * Rows need no alignment; the columns that do not fill a quad are padded with −Inf, whose exponential is 0.
 */
import { exp4, log4 } from './math';
import { indexOutOfRange } from './index-error';
import { instructionArguments } from './opcode';

const argumentInput = instructionArguments;
const argumentOut = instructionArguments + 4;
const argumentColumns = instructionArguments + 8;
const argumentLabels = instructionArguments + 12;

/** The last 1 to 3 columns of a row, padded with −Inf. Loads past the row's end. */
@inline
function loadTail(from: usize, count: u32): v128 {
  return v128.bitselect(
    v128.load(from),
    f32x4.splat(-Infinity),
    i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)),
  );
}

@inline
function storeTail(to: usize, quad: v128, count: u32): void {
  v128.store32_lane(to, quad, 0);
  if (count > 1) v128.store32_lane(to, quad, 1, 4);
  if (count > 2) v128.store32_lane(to, quad, 2, 8);
}

@inline
function swapPairs(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 0, 1);
}

@inline
function swapNeighbours(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 1, 0, 3, 2);
}

/**
 * The row's maximum in every lane; NaN if the row holds one. pmax is one instruction but drops NaN, so that is
 * watched for apart.
 */
function rowMaximum(row: usize, columns: u32): v128 {
  let best = f32x4.splat(-Infinity);
  let seen = i32x4.splat(0);
  for (; columns >= 4; columns -= 4, row += 16) {
    const x = v128.load(row);
    best = f32x4.pmax(best, x);
    seen = v128.or(seen, f32x4.ne(x, x));
  }
  if (columns > 0) {
    const x = loadTail(row, columns);
    best = f32x4.pmax(best, x);
    seen = v128.or(seen, f32x4.ne(x, x));
  }
  if (v128.any_true(seen)) return f32x4.splat(NaN);
  best = f32x4.pmax(best, swapPairs(best));
  return f32x4.pmax(best, swapNeighbours(best));
}

/** Σ exp(x − maximum) in every lane. */
function rowTotal(row: usize, columns: u32, maximum: v128): v128 {
  let total = f32x4.splat(0);
  for (; columns >= 4; columns -= 4, row += 16) {
    total = f32x4.add(total, exp4(f32x4.sub(v128.load(row), maximum)));
  }
  if (columns > 0) total = f32x4.add(total, exp4(f32x4.sub(loadTail(row, columns), maximum)));
  total = f32x4.add(total, swapPairs(total));
  return f32x4.add(total, swapNeighbours(total));
}

function softmaxRow(out: usize, row: usize, columns: u32): void {
  const maximum = rowMaximum(row, columns);
  let total = f32x4.splat(0);
  let to = out;
  let left = columns;
  for (; left >= 4; left -= 4, row += 16, to += 16) {
    const y = exp4(f32x4.sub(v128.load(row), maximum));
    total = f32x4.add(total, y);
    v128.store(to, y);
  }
  let tail = f32x4.splat(0);
  if (left > 0) {
    tail = exp4(f32x4.sub(loadTail(row, left), maximum));
    total = f32x4.add(total, tail);
  }
  total = f32x4.add(total, swapPairs(total));
  total = f32x4.add(total, swapNeighbours(total));
  for (let at = out; at < to; at += 16) v128.store(at, f32x4.div(v128.load(at), total));
  if (left > 0) storeTail(to, f32x4.div(tail, total), left);
}

function logSoftmaxRow(out: usize, row: usize, columns: u32): void {
  const maximum = rowMaximum(row, columns);
  const logTotal = log4(rowTotal(row, columns, maximum));
  for (; columns >= 4; columns -= 4, row += 16, out += 16) {
    v128.store(out, f32x4.sub(f32x4.sub(v128.load(row), maximum), logTotal));
  }
  if (columns > 0) storeTail(out, f32x4.sub(f32x4.sub(v128.load(row), maximum), logTotal), columns);
}

export function runSoftmax(instruction: usize, begin: u32, end: u32): void {
  const columns = load<u32>(instruction, argumentColumns);
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  for (let row = begin; row < end; row++) {
    const at = (<usize>row * columns) << 2;
    softmaxRow(out + at, input + at, columns);
  }
}

export function runLogSoftmax(instruction: usize, begin: u32, end: u32): void {
  const columns = load<u32>(instruction, argumentColumns);
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  for (let row = begin; row < end; row++) {
    const at = (<usize>row * columns) << 2;
    logSoftmaxRow(out + at, input + at, columns);
  }
}

/** log Σ exp(x) − x[label] = log Σ exp(x − max) + (max − x[label]). Returns whether a label was out of range. */
export function runCrossEntropy(instruction: usize, begin: u32, end: u32, scratch: usize): bool {
  const columns = load<u32>(instruction, argumentColumns);
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  const labels = load<usize>(instruction, argumentLabels);
  for (let row = begin; row < end; row++) {
    const at = input + ((<usize>row * columns) << 2);
    const label = load<u32>(labels + (row << 2));
    if (label >= columns) return indexOutOfRange(scratch, label, row);
    const maximum = rowMaximum(at, columns);
    const logTotal = f32x4.extract_lane(log4(rowTotal(at, columns, maximum)), 0);
    store<f32>(out + (row << 2), logTotal + (f32x4.extract_lane(maximum, 0) - load<f32>(at + (label << 2))));
  }
  return false;
}
