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

/** out[i] = table[indices[i]] for i in [begin, end). */
export function runGather(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const table = load<usize>(instruction, argumentFrom);
  const indices = load<usize>(instruction, argumentIndices);
  const out = load<usize>(instruction, argumentOut);
  const rows = load<usize>(instruction, argumentRows);
  const rowBytes = load<usize>(instruction, argumentRowBytes);
  if (rowBytes == 4) {
    for (let i = begin; i < end; i++) {
      const index = load<usize>(indices + (i << 2));
      if (index >= rows) return indexOutOfRange(scratch, index, i);
      store<u32>(out + (i << 2), load<u32>(table + (index << 2)));
    }
    return false;
  }
  for (let i = begin; i < end; i++) {
    const index = load<usize>(indices + (i << 2));
    if (index >= rows) return indexOutOfRange(scratch, index, i);
    copyExact(out + i * rowBytes, table + index * rowBytes, rowBytes);
  }
  return false;
}

function addRow(out: usize, from: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(from + at)));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(out + at) + load<f32>(from + at));
}

/** Rows [begin, end) of out: zero, then updates[i] for each i in order whose index falls among them. */
export function runScatterAdd(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  const updates = load<usize>(instruction, argumentFrom);
  const indices = load<usize>(instruction, argumentIndices);
  const out = load<usize>(instruction, argumentOut);
  const rows = load<usize>(instruction, argumentRows);
  const rowBytes = load<usize>(instruction, argumentRowBytes);
  const count = load<usize>(instruction, argumentCount);
  for (let i: usize = 0; i < count; i++) {
    const index = load<usize>(indices + (i << 2));
    if (index >= rows) return indexOutOfRange(scratch, index, i);
  }
  memory.fill(out + begin * rowBytes, 0, (end - begin) * rowBytes);
  for (let i: usize = 0; i < count; i++) {
    const index = load<usize>(indices + (i << 2));
    if (index >= begin && index < end) addRow(out + index * rowBytes, updates + i * rowBytes, rowBytes);
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
