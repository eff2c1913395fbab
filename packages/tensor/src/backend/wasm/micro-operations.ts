/** Which micro-operation computes each element-wise op, by the element type of its source. */
import type { DType } from '../../dtype.ts';
import type { MapOp } from '../../op/op.ts';
import * as code from './generated/opcode.ts';

export interface Micro {
  readonly opcode: number;
  /** The sources swap places. */
  readonly exchanged?: boolean;
}

/** Ops that need more than their sources are lowered one by one: they depend on the step's shape or its position. */
type Positional = 'constant' | 'iota' | 'dropoutMask';

interface ByType {
  readonly f32?: Micro;
  readonly i32?: Micro;
}

const both = (f32: number, i32: number): ByType => ({ f32: { opcode: f32 }, i32: { opcode: i32 } });
const floatOnly = (opcode: number): ByType => ({ f32: { opcode } });
const exchanged = (f32: number, i32: number): ByType => ({
  f32: { opcode: f32, exchanged: true },
  i32: { opcode: i32, exchanged: true },
});

const micros: { readonly [K in Exclude<MapOp, Positional | 'cast'>]: ByType } = {
  neg: both(code.microNeg, code.microIntegerNeg),
  abs: both(code.microAbs, code.microIntegerAbs),
  sign: both(code.microSign, code.microIntegerSign),
  square: both(code.microSquare, code.microIntegerSquare),
  sqrt: floatOnly(code.microSqrt),
  exp: floatOnly(code.microExp),
  log: floatOnly(code.microLog),
  relu: floatOnly(code.microRelu),
  leakyRelu: floatOnly(code.microLeakyRelu),
  elu: floatOnly(code.microElu),
  softplus: floatOnly(code.microSoftplus),
  sigmoid: floatOnly(code.microSigmoid),
  tanh: floatOnly(code.microTanh),
  floor: floatOnly(code.microFloor),
  round: floatOnly(code.microRound),
  sin: floatOnly(code.microSin),
  cos: floatOnly(code.microCos),
  erf: floatOnly(code.microErf),
  expm1: floatOnly(code.microExpm1),
  log1p: floatOnly(code.microLog1p),
  add: both(code.microAdd, code.microIntegerAdd),
  sub: both(code.microSub, code.microIntegerSub),
  mul: both(code.microMul, code.microIntegerMul),
  div: floatOnly(code.microDiv),
  pow: both(code.microPow, code.microIntegerPow),
  mod: both(code.microMod, code.microIntegerMod),
  floorDivide: { i32: { opcode: code.microIntegerFloorDivide } },
  maximum: both(code.microMaximum, code.microIntegerMaximum),
  minimum: both(code.microMinimum, code.microIntegerMinimum),
  equal: both(code.microEqual, code.microIntegerEqual),
  notEqual: both(code.microNotEqual, code.microIntegerNotEqual),
  less: both(code.microLess, code.microIntegerLess),
  lessEqual: both(code.microLessEqual, code.microIntegerLessEqual),
  greater: exchanged(code.microLess, code.microIntegerLess),
  greaterEqual: exchanged(code.microLessEqual, code.microIntegerLessEqual),
  select: both(code.microSelect, code.microSelect),
};

/** The micro-operation of `op` on sources of one type, or undefined where the op has no meaning for that type. */
export function microOf(op: Exclude<MapOp, Positional>, source: DType, result: DType): Micro | undefined {
  if (op !== 'cast') return micros[op][source];
  if (source === result) return { opcode: code.microCopy };
  return { opcode: result === 'i32' ? code.microToInteger : code.microToFloat };
}
