/**
 * Maps: an interpreter of micro-operations over strips of 256 elements. Operands are either strips of scratch or
 * places in buffers, read and written where they are. Operations work on whole quads; the last, ragged strip of a map
 * therefore computes into scratch what it would write into a buffer, and copies the elements that exist.
 */
import { elu4, exp4, log4, sigmoid4, softplus4, tanh4 } from './math';
import {
  instructionArguments,
  instructionSize,
  microA,
  microAbs,
  microAdd,
  microB,
  microC,
  microCopy,
  microDestination,
  microDiv,
  microDropoutMask,
  microElu,
  microEqual,
  microExp,
  microFill,
  microFillFrom,
  microImmediate,
  microIntegerAbs,
  microIntegerAdd,
  microIntegerEqual,
  microIntegerLess,
  microIntegerLessEqual,
  microIntegerMaximum,
  microIntegerMinimum,
  microIntegerMul,
  microIntegerNeg,
  microIntegerNotEqual,
  microIntegerSign,
  microIntegerSquare,
  microIntegerSub,
  microIota,
  microLeakyRelu,
  microLess,
  microLessEqual,
  microLoadStrided,
  microLog,
  microMaximum,
  microMinimum,
  microMul,
  microNeg,
  microNotEqual,
  microOpcode,
  microRelu,
  microSelect,
  microSigmoid,
  microSign,
  microSize,
  microSoftplus,
  microSqrt,
  microSquare,
  microSub,
  microTanh,
  microToFloat,
  microToInteger,
  scratchStrips,
  stripLength,
} from './opcode';
import { dropoutMaskStrip } from './philox';
import { copyExact, fillStrip, iotaStrip, loadStrided } from './strips';

// Arguments: end of the operations that run once, then those that run for every strip.
const argumentOnceEnd = instructionArguments;
const firstMicro = instructionArguments + 4;

function expStrip(d: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, exp4(v128.load(a + i)));
}

function logStrip(d: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, log4(v128.load(a + i)));
}

function tanhStrip(d: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, tanh4(v128.load(a + i)));
}

function sigmoidStrip(d: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, sigmoid4(v128.load(a + i)));
}

function softplusStrip(d: usize, a: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, softplus4(v128.load(a + i)));
}

function eluStrip(d: usize, a: usize, bytes: usize, alpha: f32): void {
  const factor = f32x4.splat(alpha);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(d + i, elu4(v128.load(a + i), factor));
}

/** Mask of 0 and 1 from a mask of bits. */
@inline
function bit(mask: v128): v128 {
  return i32x4.neg(mask);
}

/** An operation of `bytes` (whole quads) bytes whose operands are at d, a, b and c. */
function compute(micro: usize, d: usize, a: usize, b: usize, c: usize, bytes: usize): void {
  let i: usize = 0;
  switch (load<u32>(micro, microOpcode)) {
    case microCopy:
      for (; i < bytes; i += 16) v128.store(d + i, v128.load(a + i));
      break;
    case microNeg:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.neg(v128.load(a + i)));
      break;
    case microAbs:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.abs(v128.load(a + i)));
      break;
    case microSign: {
      const one = f32x4.splat(1.0);
      const signBit = f32x4.splat(-0.0);
      for (; i < bytes; i += 16) {
        const x = v128.load(a + i);
        // Zero and NaN are their own signs.
        const own = v128.not(v128.or(f32x4.lt(x, f32x4.splat(0.0)), f32x4.gt(x, f32x4.splat(0.0))));
        v128.store(d + i, v128.bitselect(x, v128.bitselect(x, one, signBit), own));
      }
      break;
    }
    case microSquare:
      for (; i < bytes; i += 16) {
        const x = v128.load(a + i);
        v128.store(d + i, f32x4.mul(x, x));
      }
      break;
    case microSqrt:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.sqrt(v128.load(a + i)));
      break;
    case microExp:
      expStrip(d, a, bytes);
      break;
    case microLog:
      logStrip(d, a, bytes);
      break;
    case microRelu: {
      const zero = f32x4.splat(0.0);
      // pmax keeps NaN and −0; adding +0 makes −0 the +0 that Math.max gives.
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.add(f32x4.pmax(v128.load(a + i), zero), zero));
      break;
    }
    case microLeakyRelu: {
      const alpha = f32x4.splat(load<f32>(micro, microImmediate));
      const zero = f32x4.splat(0.0);
      for (; i < bytes; i += 16) {
        const x = v128.load(a + i);
        v128.store(d + i, v128.bitselect(x, f32x4.mul(alpha, x), f32x4.gt(x, zero)));
      }
      break;
    }
    case microElu:
      eluStrip(d, a, bytes, load<f32>(micro, microImmediate));
      break;
    case microSoftplus:
      softplusStrip(d, a, bytes);
      break;
    case microSigmoid:
      sigmoidStrip(d, a, bytes);
      break;
    case microTanh:
      tanhStrip(d, a, bytes);
      break;
    case microAdd:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
      break;
    case microSub:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.sub(v128.load(a + i), v128.load(b + i)));
      break;
    case microMul:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
      break;
    case microDiv:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.div(v128.load(a + i), v128.load(b + i)));
      break;
    case microMaximum:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.max(v128.load(a + i), v128.load(b + i)));
      break;
    case microMinimum:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.min(v128.load(a + i), v128.load(b + i)));
      break;
    case microEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(f32x4.eq(v128.load(a + i), v128.load(b + i))));
      break;
    case microNotEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(f32x4.ne(v128.load(a + i), v128.load(b + i))));
      break;
    case microLess:
      for (; i < bytes; i += 16) v128.store(d + i, bit(f32x4.lt(v128.load(a + i), v128.load(b + i))));
      break;
    case microLessEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(f32x4.le(v128.load(a + i), v128.load(b + i))));
      break;
    case microSelect: {
      const zero = i32x4.splat(0);
      for (; i < bytes; i += 16) {
        const absent = i32x4.eq(v128.load(a + i), zero);
        v128.store(d + i, v128.bitselect(v128.load(c + i), v128.load(b + i), absent));
      }
      break;
    }
    case microToInteger:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.trunc_sat_f32x4_s(v128.load(a + i)));
      break;
    case microToFloat:
      for (; i < bytes; i += 16) v128.store(d + i, f32x4.convert_i32x4_s(v128.load(a + i)));
      break;
    default:
      computeInteger(micro, d, a, b, bytes);
  }
}

function computeInteger(micro: usize, d: usize, a: usize, b: usize, bytes: usize): void {
  let i: usize = 0;
  switch (load<u32>(micro, microOpcode)) {
    case microIntegerNeg:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.neg(v128.load(a + i)));
      break;
    case microIntegerAbs:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.abs(v128.load(a + i)));
      break;
    case microIntegerSign:
      for (; i < bytes; i += 16) {
        const x = v128.load(a + i);
        v128.store(d + i, v128.or(i32x4.shr_s(x, 31), i32x4.shr_u(i32x4.neg(x), 31)));
      }
      break;
    case microIntegerSquare:
      for (; i < bytes; i += 16) {
        const x = v128.load(a + i);
        v128.store(d + i, i32x4.mul(x, x));
      }
      break;
    case microIntegerAdd:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.add(v128.load(a + i), v128.load(b + i)));
      break;
    case microIntegerSub:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.sub(v128.load(a + i), v128.load(b + i)));
      break;
    case microIntegerMul:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.mul(v128.load(a + i), v128.load(b + i)));
      break;
    case microIntegerMaximum:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.max_s(v128.load(a + i), v128.load(b + i)));
      break;
    case microIntegerMinimum:
      for (; i < bytes; i += 16) v128.store(d + i, i32x4.min_s(v128.load(a + i), v128.load(b + i)));
      break;
    case microIntegerEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(i32x4.eq(v128.load(a + i), v128.load(b + i))));
      break;
    case microIntegerNotEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(i32x4.ne(v128.load(a + i), v128.load(b + i))));
      break;
    case microIntegerLess:
      for (; i < bytes; i += 16) v128.store(d + i, bit(i32x4.lt_s(v128.load(a + i), v128.load(b + i))));
      break;
    case microIntegerLessEqual:
      for (; i < bytes; i += 16) v128.store(d + i, bit(i32x4.le_s(v128.load(a + i), v128.load(b + i))));
      break;
    default:
      unreachable();
  }
}

/** Where an operand is: a strip of scratch, or the place of the strip's first element in a buffer. */
@inline
function operand(micro: usize, at: usize, strips: usize, elementBytes: usize): usize {
  const base = load<usize>(micro + at);
  return base + (load<u32>(micro + at, 4) ? elementBytes : strips);
}

/** A micro-operation over `count` elements from `element` into `d`, which has room for whole groups of 16. */
function runMicro(micro: usize, d: usize, element: u32, count: u32, strips: usize): void {
  const elementBytes = <usize>element << 2;
  switch (load<u32>(micro, microOpcode)) {
    case microFill:
      fillStrip(d, load<u32>(micro, microImmediate), (<usize>count << 2));
      break;
    case microFillFrom:
      fillStrip(d, load<u32>(load<usize>(micro, microImmediate)), (<usize>count << 2));
      break;
    case microLoadStrided:
      loadStrided(micro, d, element, count);
      break;
    case microIota:
      iotaStrip(d, element, count, load<u32>(micro, microImmediate), load<u32>(micro, microImmediate + 4));
      break;
    case microDropoutMask: {
      dropoutMaskStrip(
        d,
        element,
        <usize>count << 2,
        load<u32>(operand(micro, microA, strips, elementBytes)),
        load<u32>(micro, microImmediate),
        load<u32>(micro, microImmediate + 4),
        load<u32>(micro, microImmediate + 8),
        load<u32>(micro, microImmediate + 12),
        load<f32>(micro, microImmediate + 16),
      );
      break;
    }
    default:
      compute(
        micro,
        d,
        operand(micro, microA, strips, elementBytes),
        operand(micro, microB, strips, elementBytes),
        operand(micro, microC, strips, elementBytes),
        <usize>((count + 3) & ~3) << 2,
      );
  }
}

/** Runs a map for positions [begin, end), `begin` a multiple of the strip length. */
export function runMap(instruction: usize, begin: u32, end: u32, scratch: usize): void {
  const strips = scratch + scratchStrips;
  // Strip 0 is where a ragged strip computes what it would write in place.
  const spare = strips;
  const onceEnd = instruction + load<u32>(instruction, argumentOnceEnd);
  const instructionEnd = instruction + load<u32>(instruction, instructionSize);
  let micro = instruction + firstMicro;
  const longest = min<u32>(stripLength, end - begin);
  for (; micro < onceEnd; micro += load<u32>(micro, microSize)) {
    runMicro(micro, strips + load<usize>(micro, microDestination), begin, longest, strips);
  }
  for (let element = begin; element < end; element += stripLength) {
    const count = min<u32>(stripLength, end - element);
    for (micro = onceEnd; micro < instructionEnd; micro += load<u32>(micro, microSize)) {
      const d = operand(micro, microDestination, strips, <usize>element << 2);
      const inPlace = load<u32>(micro, microDestination + 4) != 0;
      // Groups of 16 are what the widest micro-operation (the dropout mask) writes.
      if (inPlace && (count & 15) != 0) {
        runMicro(micro, spare, element, count, strips);
        copyExact(d, spare, <usize>count << 2);
      } else {
        runMicro(micro, d, element, count, strips);
      }
    }
  }
}
