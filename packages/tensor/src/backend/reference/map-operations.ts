/**
 * What each element-wise op means. An f32 result is worked out in float64 and rounded to the nearest float32, whether or
 * not it is stored, and numbers among an op's settings are float32 as well: so a result does not depend on what it was
 * fused with, and is what a backend that computes in float32 gives. i32 arithmetic wraps around at 32 bits; comparisons
 * give 0 or 1.
 */
import type { DType } from '../../dtype.ts';
import { dropoutThreshold } from '../../functions/regularization.ts';
import type { MapOp, OpAttributes } from '../../op/op.ts';
import { keyOf, philoxBlock } from '../../random/philox.ts';
import { erf, integerPower, modulo, nearestEven, power } from './special.ts';

/** The value of one element. `position` is its row-major index, `index` its coordinates. */
type Evaluate<K extends MapOp> = (
  attributes: OpAttributes[K],
  inputs: readonly number[],
  at: { readonly position: number; readonly index: readonly number[]; readonly dtype: DType },
) => number;

const held = (value: number, dtype: DType): number => (dtype === 'i32' ? value | 0 : Math.fround(value));

const compare =
  (holds: (a: number, b: number) => boolean) =>
  (_attributes: unknown, [a, b]: readonly number[]): number =>
    holds(a!, b!) ? 1 : 0;

const unary =
  (f: (x: number) => number) =>
  (_attributes: unknown, [x]: readonly number[], { dtype }: { readonly dtype: DType }): number =>
    held(f(x!), dtype);

const binary =
  (f: (a: number, b: number) => number) =>
  (_attributes: unknown, [a, b]: readonly number[], { dtype }: { readonly dtype: DType }): number =>
    held(f(a!, b!), dtype);

/** Truncated toward zero and saturated, NaN to 0, as WebAssembly's i32.trunc_sat_f32_s. */
function toInteger(x: number): number {
  return Number.isNaN(x) ? 0 : Math.max(-0x80000000, Math.min(0x7fffffff, Math.trunc(x)));
}

function dropoutMask({ rate, seed, stream }: OpAttributes['dropoutMask'], counter: number, position: number): number {
  const word = philoxBlock([Math.floor(position / 8), counter, stream, 0], keyOf(seed), new Uint32Array(4))[
    position % 4
  ]!;
  const half = position % 8 < 4 ? word & 0xffff : word >>> 16;
  return half < dropoutThreshold(rate) ? 0 : Math.fround(1 / (1 - rate));
}

export const mapOperations: { readonly [K in MapOp]: Evaluate<K> } = {
  constant: ({ value }, _inputs, { dtype }) => held(value, dtype),
  iota: ({ axis }, _inputs, { index }) => index[axis]!,
  dropoutMask: (attributes, [counter], { position }) => dropoutMask(attributes, counter!, position),
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  square: (_attributes, [x], { dtype }) => (dtype === 'i32' ? Math.imul(x!, x!) : Math.fround(x! * x!)),
  sqrt: unary(Math.sqrt),
  exp: unary(Math.exp),
  log: unary(Math.log),
  relu: unary((x) => Math.max(x, 0)),
  leakyRelu: ({ alpha }, [x]) => (x! > 0 ? x! : Math.fround(Math.fround(alpha) * x!)),
  elu: ({ alpha }, [x]) => (x! > 0 ? x! : Math.fround(Math.fround(alpha) * Math.expm1(x!))),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  tanh: unary(Math.tanh),
  floor: unary(Math.floor),
  round: unary(nearestEven),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  erf: unary(erf),
  expm1: unary(Math.expm1),
  log1p: unary(Math.log1p),
  cast: (_attributes, [x], { dtype }) => (dtype === 'i32' ? toInteger(x!) : Math.fround(x!)),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: (_attributes, [a, b], { dtype }) => (dtype === 'i32' ? Math.imul(a!, b!) : Math.fround(a! * b!)),
  div: binary((a, b) => a / b),
  pow: (_attributes, [x, y], { dtype }) => (dtype === 'i32' ? integerPower(x!, y!) : Math.fround(power(x!, y!))),
  mod: binary(modulo),
  floorDivide: binary((a, b) => (b === 0 ? 0 : Math.floor(a / b))),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  equal: compare((a, b) => a === b),
  notEqual: compare((a, b) => a !== b),
  less: compare((a, b) => a < b),
  lessEqual: compare((a, b) => a <= b),
  greater: compare((a, b) => a > b),
  greaterEqual: compare((a, b) => a >= b),
  select: (_attributes, [condition, a, b]) => (condition !== 0 ? a! : b!),
};
