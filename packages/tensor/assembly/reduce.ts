/**
 * Sum, maximum and position of the maximum over the middle axis of [outer, length, inner]. A unit of work is up to 16
 * neighbouring columns of one outer index. Sums go in blocks of fixed length, in a fixed order, whoever computes them.
 */
import { instructionArguments, reduceArgmax, reduceColumns, reduceMax, reduceRows } from './opcode';
import { argmaxRows } from './rows';

const argumentInput = instructionArguments;
const argumentOut = instructionArguments + 4;
const argumentLength = instructionArguments + 8;
const argumentInner = instructionArguments + 12;
const argumentOp = instructionArguments + 16;
const argumentInteger = instructionArguments + 20;
/** Rows in all; where they end within an outer index, it has fewer. */
const argumentRows = instructionArguments + 24;

/** Elements that are summed before their sum joins the total; bounds the growth of rounding errors. */
const blockLength: usize = reduceRows;

/** Four lanes in a fixed order. */
@inline
function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The sum of `count` contiguous elements: of blocks in f32, of their sums in f64. */
function sumRun(from: usize, count: usize): f32 {
  let total: f64 = 0;
  while (count > 0) {
    const block = min(count, blockLength);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let left = block;
    for (; left >= 16; left -= 16, from += 64) {
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
    }
    let sum = sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    for (; left > 0; left--, from += 4) sum += load<f32>(from);
    total += sum;
    count -= block;
  }
  return <f32>total;
}

/** NaN where it was met, else the maximum. pmax is one instruction but drops NaN, so that is watched for apart. */
@inline
function withNaN(best: v128, seen: v128): v128 {
  return v128.or(best, seen);
}

function maxRun(from: usize, count: usize): f32 {
  let b0 = f32x4.splat(-Infinity);
  let b1 = b0;
  let seen = i32x4.splat(0);
  for (; count >= 8; count -= 8, from += 32) {
    const x0 = v128.load(from);
    const x1 = v128.load(from, 16);
    b0 = f32x4.pmax(b0, x0);
    b1 = f32x4.pmax(b1, x1);
    seen = v128.or(seen, v128.or(f32x4.ne(x0, x0), f32x4.ne(x1, x1)));
  }
  const best = withNaN(f32x4.pmax(b0, b1), seen);
  let result = max(
    max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  );
  for (; count > 0; count--, from += 4) result = max(result, load<f32>(from));
  return result;
}

/** Sums of 4 columns. The loads may reach past the last column; what they bring is not stored. */
function sumColumns4(from: usize, count: usize, stride: usize): v128 {
  let total = f32x4.splat(0);
  while (count > 0) {
    const block = min(count, blockLength);
    let sum = f32x4.splat(0);
    for (let left = block; left > 0; left--, from += stride) sum = f32x4.add(sum, v128.load(from));
    total = f32x4.add(total, sum);
    count -= block;
  }
  return total;
}

/** Sums of 16 columns. */
function sumColumns16(out: usize, from: usize, count: usize, stride: usize): void {
  let t0 = f32x4.splat(0);
  let t1 = t0;
  let t2 = t0;
  let t3 = t0;
  while (count > 0) {
    const block = min(count, blockLength);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let left = block; left > 0; left--, from += stride) {
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
    count -= block;
  }
  v128.store(out, t0);
  v128.store(out, t1, 16);
  v128.store(out, t2, 32);
  v128.store(out, t3, 48);
}

function maxColumns4(from: usize, count: usize, stride: usize): v128 {
  let best = f32x4.splat(-Infinity);
  let seen = i32x4.splat(0);
  for (; count > 0; count--, from += stride) {
    const x = v128.load(from);
    best = f32x4.pmax(best, x);
    seen = v128.or(seen, f32x4.ne(x, x));
  }
  return withNaN(best, seen);
}

function storeColumns(out: usize, quad: v128, width: usize): void {
  if (width >= 4) {
    v128.store(out, quad);
    return;
  }
  v128.store32_lane(out, quad, 0);
  if (width > 1) v128.store32_lane(out, quad, 1, 4);
  if (width > 2) v128.store32_lane(out, quad, 2, 8);
}

/** The first position of the maximum; NaN counts as the maximum. */
function argmax(from: usize, count: usize, stride: usize): usize {
  let best = load<f32>(from);
  let position: usize = 0;
  for (let at: usize = 1; at < count && best == best; at++) {
    const x = load<f32>(from + at * stride);
    if (x > best || x != x) {
      best = x;
      position = at;
    }
  }
  return position;
}

function reduceInteger(op: usize, from: usize, count: usize, stride: usize): i32 {
  let total: i32 = 0;
  let best: i32 = i32.MIN_VALUE;
  let position: i32 = 0;
  for (let at: usize = 0; at < count; at++, from += stride) {
    const x = load<i32>(from);
    total += x;
    if (x > best) {
      best = x;
      position = at;
    }
  }
  return op == reduceArgmax ? position : op == reduceMax ? best : total;
}

/** One column at a time: integers, and positions of maxima. */
function reduceScalars(op: usize, integer: bool, out: usize, from: usize, width: usize, length: usize, stride: usize): void {
  for (let column: usize = 0; column < width; column++, from += 4, out += 4) {
    store<i32>(out, integer ? reduceInteger(op, from, length, stride) : argmax(from, length, stride));
  }
}

/** Units [begin, end): column group `unit mod groups` of outer index `unit div groups`. */
export function runReduce(instruction: usize, begin: usize, end: usize): void {
  const input = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  const length = load<usize>(instruction, argumentLength);
  const inner = load<usize>(instruction, argumentInner);
  const op = load<usize>(instruction, argumentOp);
  const integer = load<usize>(instruction, argumentInteger) != 0;
  const rows = load<usize>(instruction, argumentRows);
  const stride = <usize>inner << 2;
  if (op == reduceArgmax && !integer && inner == 1) {
    argmaxRows(input, out, length, begin, end);
    return;
  }
  const groups = (inner + reduceColumns - 1) / reduceColumns;
  for (let unit = begin; unit < end; unit++) {
    const outer = unit / groups;
    const column = (unit - outer * groups) * reduceColumns;
    const width = min<usize>(reduceColumns, inner - column);
    const count = min<usize>(length, rows - outer * length);
    const from = input + ((<usize>outer * length * inner + column) << 2);
    const to = out + ((<usize>outer * inner + column) << 2);
    if (integer || op == reduceArgmax) {
      reduceScalars(op, integer, to, from, width, count, stride);
    } else if (inner == 1) {
      store<f32>(to, op == reduceMax ? maxRun(from, count) : sumRun(from, count));
    } else if (op != reduceMax && width == reduceColumns) {
      sumColumns16(to, from, count, stride);
    } else {
      for (let at: usize = 0; at < width; at += 4) {
        const quad = from + (at << 2);
        const result = op == reduceMax ? maxColumns4(quad, count, stride) : sumColumns4(quad, count, stride);
        storeColumns(to + (at << 2), result, width - at);
      }
    }
  }
}

/**
 * Rows [begin, end) of the sum of parts that lie behind one another, in their order. Arguments: parts, out, rows and
 * columns of each, number of parts.
 */
export function runSumParts(instruction: usize, begin: usize, end: usize): void {
  const parts = load<usize>(instruction, argumentInput);
  const out = load<usize>(instruction, argumentOut);
  const rowBytes = load<usize>(instruction, instructionArguments + 12) << 2;
  const partBytes = load<usize>(instruction, instructionArguments + 8) * rowBytes;
  const partsEnd = parts + load<usize>(instruction, instructionArguments + 16) * partBytes;
  const last = end * rowBytes;
  let at = begin * rowBytes;
  for (; at + 16 <= last; at += 16) {
    let sum = v128.load(parts + at);
    for (let part = parts + partBytes; part < partsEnd; part += partBytes) sum = f32x4.add(sum, v128.load(part + at));
    v128.store(out + at, sum);
  }
  for (; at < last; at += 4) {
    let sum = load<f32>(parts + at);
    for (let part = parts + partBytes; part < partsEnd; part += partBytes) sum += load<f32>(part + at);
    store<f32>(out + at, sum);
  }
}
