/**
 * Maps: an interpreter of micro-operations over strips of 256 elements. Operands are either strips of scratch or
 * places in buffers, read and written where they are. Operations work on groups of 16 elements; the last, ragged strip
 * of a map therefore computes into scratch what it would write into a buffer, and copies the elements that exist.
 */
import { integerFloorDivideLoop, integerModLoop, modLoop } from './division';
import { erf4 } from './erf';
import { elu4, exp4, expm14, log1p4, log4, sigmoid4, softplus4, tanh4 } from './math';
import {
  instructionArguments,
  instructionSize,
  microA,
  microAbs,
  microAdd,
  microB,
  microC,
  microCopy,
  microCos,
  microDestination,
  microDiv,
  microDropoutMask,
  microElu,
  microEqual,
  microErf,
  microExp,
  microExpm1,
  microFill,
  microFillFrom,
  microFloor,
  microImmediate,
  microIntegerAbs,
  microIntegerAdd,
  microIntegerEqual,
  microIntegerFloorDivide,
  microIntegerLess,
  microIntegerLessEqual,
  microIntegerMaximum,
  microIntegerMinimum,
  microIntegerMod,
  microIntegerMul,
  microIntegerNeg,
  microIntegerNotEqual,
  microIntegerPow,
  microIntegerSign,
  microIntegerSquare,
  microIntegerSub,
  microIota,
  microLeakyRelu,
  microLess,
  microLessEqual,
  microLoadStrided,
  microLog,
  microLog1p,
  microMaximum,
  microMinimum,
  microMod,
  microMul,
  microNeg,
  microNotEqual,
  microOpcode,
  microPow,
  microRelu,
  microRound,
  microSelect,
  microSigmoid,
  microSign,
  microSin,
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
import { integerPowLoop, powLoop } from './power';
import { copyExact, fillStrip, iotaStrip, loadStrided } from './strips';
import { sineLoop } from './trigonometry';

// Arguments: end of the operations that run once, then those that run for every strip.
const argumentOnceEnd = instructionArguments;
const firstMicro = instructionArguments + 4;

/** Mask of 0 and 1 from a mask of bits. */
@inline
function bit(mask: v128): v128 {
  return i32x4.neg(mask);
}

@inline
function sign(x: v128): v128 {
  // Zero and NaN are their own signs.
  const own = v128.not(v128.or(f32x4.lt(x, f32x4.splat(0.0)), f32x4.gt(x, f32x4.splat(0.0))));
  return v128.bitselect(x, v128.bitselect(x, f32x4.splat(1.0), f32x4.splat(-0.0)), own);
}

/** A quad of an operation of one source; `op` is a constant, so one line of this is left after inlining. */
@inline
function unary(op: u32, x: v128, parameter: v128): v128 {
  if (op == microCopy) return x;
  if (op == microNeg) return f32x4.neg(x);
  if (op == microAbs) return f32x4.abs(x);
  if (op == microSign) return sign(x);
  if (op == microSquare) return f32x4.mul(x, x);
  if (op == microSqrt) return f32x4.sqrt(x);
  if (op == microExp) return exp4(x);
  if (op == microLog) return log4(x);
  // pmax keeps NaN and −0; adding +0 makes −0 the +0 that Math.max gives.
  if (op == microRelu) return f32x4.add(f32x4.pmax(x, f32x4.splat(0.0)), f32x4.splat(0.0));
  if (op == microLeakyRelu) return v128.bitselect(x, f32x4.mul(parameter, x), f32x4.gt(x, f32x4.splat(0.0)));
  if (op == microElu) return elu4(x, parameter);
  if (op == microSoftplus) return softplus4(x);
  if (op == microSigmoid) return sigmoid4(x);
  if (op == microTanh) return tanh4(x);
  if (op == microFloor) return f32x4.floor(x);
  if (op == microRound) return f32x4.nearest(x);
  if (op == microErf) return erf4(x);
  if (op == microToInteger) return i32x4.trunc_sat_f32x4_s(x);
  if (op == microToFloat) return f32x4.convert_i32x4_s(x);
  if (op == microIntegerNeg) return i32x4.neg(x);
  if (op == microIntegerAbs) return i32x4.abs(x);
  if (op == microIntegerSign) return v128.or(i32x4.shr_s(x, 31), i32x4.shr_u(i32x4.neg(x), 31));
  return i32x4.mul(x, x);
}

/** The same for two sources. */
@inline
function binary(op: u32, x: v128, y: v128): v128 {
  if (op == microAdd) return f32x4.add(x, y);
  if (op == microSub) return f32x4.sub(x, y);
  if (op == microMul) return f32x4.mul(x, y);
  if (op == microDiv) return f32x4.div(x, y);
  if (op == microMaximum) return f32x4.max(x, y);
  if (op == microMinimum) return f32x4.min(x, y);
  if (op == microEqual) return bit(f32x4.eq(x, y));
  if (op == microNotEqual) return bit(f32x4.ne(x, y));
  if (op == microLess) return bit(f32x4.lt(x, y));
  if (op == microLessEqual) return bit(f32x4.le(x, y));
  if (op == microIntegerAdd) return i32x4.add(x, y);
  if (op == microIntegerSub) return i32x4.sub(x, y);
  if (op == microIntegerMul) return i32x4.mul(x, y);
  if (op == microIntegerMaximum) return i32x4.max_s(x, y);
  if (op == microIntegerMinimum) return i32x4.min_s(x, y);
  if (op == microIntegerEqual) return bit(i32x4.eq(x, y));
  if (op == microIntegerNotEqual) return bit(i32x4.ne(x, y));
  if (op == microIntegerLess) return bit(i32x4.lt_s(x, y));
  return bit(i32x4.le_s(x, y));
}

/**
 * Four quads at a time. Cheap operations save address arithmetic; in the long ones the four overlap and share the
 * constants they load (exp is 1.6 times as fast as by single quads).
 */
@inline
function unaryLoop(op: u32, d: usize, a: usize, end: usize, parameter: v128): void {
  for (; d < end; d += 64, a += 64) {
    const y0 = unary(op, v128.load(a), parameter);
    const y1 = unary(op, v128.load(a, 16), parameter);
    const y2 = unary(op, v128.load(a, 32), parameter);
    const y3 = unary(op, v128.load(a, 48), parameter);
    v128.store(d, y0);
    v128.store(d, y1, 16);
    v128.store(d, y2, 32);
    v128.store(d, y3, 48);
  }
}

/** One quad at a time, for what is long and rare. */
function expm1Loop(d: usize, a: usize, end: usize): void {
  for (; d < end; d += 16, a += 16) v128.store(d, expm14(v128.load(a)));
}

function log1pLoop(d: usize, a: usize, end: usize): void {
  for (; d < end; d += 16, a += 16) v128.store(d, log1p4(v128.load(a)));
}

@inline
function binaryLoop(op: u32, d: usize, a: usize, b: usize, end: usize): void {
  for (; d < end; d += 64, a += 64, b += 64) {
    v128.store(d, binary(op, v128.load(a), v128.load(b)));
    v128.store(d, binary(op, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(d, binary(op, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(d, binary(op, v128.load(a, 48), v128.load(b, 48)), 48);
  }
}

function selectLoop(d: usize, condition: usize, a: usize, b: usize, end: usize): void {
  const zero = i32x4.splat(0);
  for (; d < end; d += 16, condition += 16, a += 16, b += 16) {
    v128.store(d, v128.bitselect(v128.load(b), v128.load(a), i32x4.eq(v128.load(condition), zero)));
  }
}

/** An operation on whole groups of 16 elements up to `end`, whose operands are at d, a, b and c. */
function compute(micro: usize, d: usize, a: usize, b: usize, c: usize, end: usize): void {
  switch (load<u32>(micro, microOpcode)) {
    case microCopy:
      unaryLoop(microCopy, d, a, end, f32x4.splat(0));
      break;
    case microNeg:
      unaryLoop(microNeg, d, a, end, f32x4.splat(0));
      break;
    case microAbs:
      unaryLoop(microAbs, d, a, end, f32x4.splat(0));
      break;
    case microSign:
      unaryLoop(microSign, d, a, end, f32x4.splat(0));
      break;
    case microSquare:
      unaryLoop(microSquare, d, a, end, f32x4.splat(0));
      break;
    case microSqrt:
      unaryLoop(microSqrt, d, a, end, f32x4.splat(0));
      break;
    case microRelu:
      unaryLoop(microRelu, d, a, end, f32x4.splat(0));
      break;
    case microLeakyRelu:
      unaryLoop(microLeakyRelu, d, a, end, v128.load32_splat(micro, microImmediate));
      break;
    case microToInteger:
      unaryLoop(microToInteger, d, a, end, f32x4.splat(0));
      break;
    case microToFloat:
      unaryLoop(microToFloat, d, a, end, f32x4.splat(0));
      break;
    case microIntegerNeg:
      unaryLoop(microIntegerNeg, d, a, end, f32x4.splat(0));
      break;
    case microIntegerAbs:
      unaryLoop(microIntegerAbs, d, a, end, f32x4.splat(0));
      break;
    case microIntegerSign:
      unaryLoop(microIntegerSign, d, a, end, f32x4.splat(0));
      break;
    case microIntegerSquare:
      unaryLoop(microIntegerSquare, d, a, end, f32x4.splat(0));
      break;
    case microExp:
      unaryLoop(microExp, d, a, end, f32x4.splat(0));
      break;
    case microLog:
      unaryLoop(microLog, d, a, end, f32x4.splat(0));
      break;
    case microElu:
      unaryLoop(microElu, d, a, end, v128.load32_splat(micro, microImmediate));
      break;
    case microSoftplus:
      unaryLoop(microSoftplus, d, a, end, f32x4.splat(0));
      break;
    case microSigmoid:
      unaryLoop(microSigmoid, d, a, end, f32x4.splat(0));
      break;
    case microTanh:
      unaryLoop(microTanh, d, a, end, f32x4.splat(0));
      break;
    case microFloor:
      unaryLoop(microFloor, d, a, end, f32x4.splat(0));
      break;
    case microRound:
      unaryLoop(microRound, d, a, end, f32x4.splat(0));
      break;
    case microSin:
      sineLoop(d, a, end, 0);
      break;
    case microCos:
      sineLoop(d, a, end, 1);
      break;
    case microErf:
      unaryLoop(microErf, d, a, end, f32x4.splat(0));
      break;
    case microExpm1:
      expm1Loop(d, a, end);
      break;
    case microLog1p:
      log1pLoop(d, a, end);
      break;
    case microPow:
      powLoop(d, a, b, end);
      break;
    case microIntegerPow:
      integerPowLoop(d, a, b, end);
      break;
    case microMod:
      modLoop(d, a, b, end);
      break;
    case microIntegerMod:
      integerModLoop(d, a, b, end);
      break;
    case microIntegerFloorDivide:
      integerFloorDivideLoop(d, a, b, end);
      break;
    case microAdd:
      binaryLoop(microAdd, d, a, b, end);
      break;
    case microSub:
      binaryLoop(microSub, d, a, b, end);
      break;
    case microMul:
      binaryLoop(microMul, d, a, b, end);
      break;
    case microDiv:
      binaryLoop(microDiv, d, a, b, end);
      break;
    case microMaximum:
      binaryLoop(microMaximum, d, a, b, end);
      break;
    case microMinimum:
      binaryLoop(microMinimum, d, a, b, end);
      break;
    case microEqual:
      binaryLoop(microEqual, d, a, b, end);
      break;
    case microNotEqual:
      binaryLoop(microNotEqual, d, a, b, end);
      break;
    case microLess:
      binaryLoop(microLess, d, a, b, end);
      break;
    case microLessEqual:
      binaryLoop(microLessEqual, d, a, b, end);
      break;
    case microIntegerAdd:
      binaryLoop(microIntegerAdd, d, a, b, end);
      break;
    case microIntegerSub:
      binaryLoop(microIntegerSub, d, a, b, end);
      break;
    case microIntegerMul:
      binaryLoop(microIntegerMul, d, a, b, end);
      break;
    case microIntegerMaximum:
      binaryLoop(microIntegerMaximum, d, a, b, end);
      break;
    case microIntegerMinimum:
      binaryLoop(microIntegerMinimum, d, a, b, end);
      break;
    case microIntegerEqual:
      binaryLoop(microIntegerEqual, d, a, b, end);
      break;
    case microIntegerNotEqual:
      binaryLoop(microIntegerNotEqual, d, a, b, end);
      break;
    case microIntegerLess:
      binaryLoop(microIntegerLess, d, a, b, end);
      break;
    case microIntegerLessEqual:
      binaryLoop(microIntegerLessEqual, d, a, b, end);
      break;
    case microSelect:
      selectLoop(d, a, b, c, end);
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
        d + (<usize>((count + 15) & ~15) << 2),
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
      if (inPlace && (count & 15) != 0) {
        runMicro(micro, spare, element, count, strips);
        copyExact(d, spare, <usize>count << 2);
      } else {
        runMicro(micro, d, element, count, strips);
      }
    }
  }
}
