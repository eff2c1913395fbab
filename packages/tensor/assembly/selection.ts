/**
 * Moving rows: gather, scatterAdd and concat. Indices are checked before the row they name is touched.
 */
import { indexOutOfRange } from './index-error';
import { instructionArguments, instructionSize } from './opcode';
import { copyExact } from './strips';

const argumentFrom = instructionArguments;
const argumentIndices = instructionArguments + 4;
const argumentOut = instructionArguments + 8;
const argumentRows = instructionArguments + 12;
const argumentRowBytes = instructionArguments + 16;
const argumentCount = instructionArguments + 20;
/** What a negative index is counted from: the number of rows, or 0 where it is out of range. */
const argumentWrap = instructionArguments + 24;

/** The row of index i: an out-of-range one is not below the number of rows. */
@inline
function rowAt(indices: usize, i: usize, wrap: usize): usize {
  const index = load<i32>(indices + (i << 2));
  return <usize>(index < 0 ? index + <i32>wrap : index);
}

/** Units [begin, end) of out[o, i] = table[o, indices[i]], i before o. */
export function runGather(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const indices = load<usize>(instruction, argumentIndices);
  const rows = load<usize>(instruction, argumentRows);
  const rowBytes = load<usize>(instruction, argumentRowBytes);
  const count = load<usize>(instruction, argumentCount);
  const wrap = load<usize>(instruction, argumentWrap);
  const table = load<usize>(instruction, argumentFrom);
  const out = load<usize>(instruction, argumentOut);
  while (begin < end) {
    const outer = begin / count;
    const first = outer * count;
    const last = min(end - first, count);
    const from = table + outer * rows * rowBytes;
    const to = out + first * rowBytes;
    if (rowBytes == 4) {
      for (let i = begin - first; i < last; i++) {
        const row = rowAt(indices, i, wrap);
        if (row >= rows) return indexOutOfRange(scratch, load<u32>(indices + (i << 2)), i);
        store<u32>(to + (i << 2), load<u32>(from + (row << 2)));
      }
    } else {
      for (let i = begin - first; i < last; i++) {
        const row = rowAt(indices, i, wrap);
        if (row >= rows) return indexOutOfRange(scratch, load<u32>(indices + (i << 2)), i);
        copyExact(to + i * rowBytes, from + row * rowBytes, rowBytes);
      }
    }
    begin = first + last;
  }
  return false;
}

function addRow(out: usize, from: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(out + at) + load<f32>(from + at));
}

/** Rows [begin, end) of out, all of a table before the next: zero, then updates[o, i] for each i in order whose row is among them. */
export function runScatterAdd(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const indices = load<usize>(instruction, argumentIndices);
  const rows = load<usize>(instruction, argumentRows);
  const rowBytes = load<usize>(instruction, argumentRowBytes);
  const count = load<usize>(instruction, argumentCount);
  const wrap = load<usize>(instruction, argumentWrap);
  const updates = load<usize>(instruction, argumentFrom);
  const out = load<usize>(instruction, argumentOut);
  for (let i: usize = 0; i < count; i++) {
    if (rowAt(indices, i, wrap) >= rows) return indexOutOfRange(scratch, load<u32>(indices + (i << 2)), i);
  }
  memory.fill(out + begin * rowBytes, 0, (end - begin) * rowBytes);
  while (begin < end) {
    const outer = begin / rows;
    const first = outer * rows;
    const last = min(end, first + rows);
    const from = updates + outer * count * rowBytes;
    for (let i: usize = 0; i < count; i++) {
      const row = first + rowAt(indices, i, wrap);
      if (row >= begin && row < last) addRow(out + row * rowBytes, from + i * rowBytes, rowBytes);
    }
    begin = last;
  }
  return false;
}

// concat: out, bytes of a whole row, then {address, bytes of a row} of each input to the end of the instruction.
const argumentConcatOut = instructionArguments;
const argumentConcatBytes = instructionArguments + 4;
const firstPart = instructionArguments + 8;

/** Outer rows [begin, end). */
export function runConcat(instruction: usize, begin: usize, end: usize): void {
  const out = load<usize>(instruction, argumentConcatOut);
  const wholeBytes = load<usize>(instruction, argumentConcatBytes);
  const partsEnd = instruction + load<usize>(instruction, instructionSize);
  let skipped: usize = 0;
  for (let part = instruction + firstPart; part < partsEnd; part += 8) {
    const from = load<usize>(part);
    const bytes = load<usize>(part, 4);
    for (let row = begin; row < end; row++) copyExact(out + row * wholeBytes + skipped, from + row * bytes, bytes);
    skipped += bytes;
  }
}
