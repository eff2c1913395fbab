/**
 * Each element-wise op as a source expression over already computed numbers. Written with comparisons instead of
 * Math.max and Math.min, whose NaN rules differ between shader languages. i32 values are float32 here: exact below 2^24.
 */

import type { DType } from '../../../dtype.ts';
import type { MapOp, OpAttributes } from '../../../op/op.ts';
import { literal } from '../kernel-spec.ts';
import { type Expression, exponential } from './expression.ts';
import { floorQuotient, integerModulo, integerPower, modulo, power } from './power.ts';
import { errorFunction, logOnePlus, logOnePlusAny, roundedToEven, sine } from './special.ts';

type Emit<K extends MapOp> = (
  attributes: OpAttributes[K],
  inputs: readonly string[],
  context: { readonly v: string; readonly dtype: DType },
) => Expression;

/** Whether two numbers are equal and not 0. */
const same = (a: string, b: string): string => `(${a} === ${b} && ${a} !== 0)`;

/** Ops that are no function of their inputs alone, and are written where the kernel's cells are known. */
export type PositionalOp = 'constant' | 'iota' | 'dropoutMask';

const plain =
  (write: (...inputs: string[]) => string) =>
  (_attributes: unknown, inputs: readonly string[]): Expression => ({ value: write(...inputs) });

const comparison = (operator: string) => plain((a, b) => `(${a} ${operator} ${b}) ? 1 : 0`);

/** eˣ − 1; near 0, where the subtraction would lose digits, by Taylor's series to x^8. */
const exponentialMinusOne = (x: string): string => {
  const series = [8, 7, 6, 5, 4, 3, 2].reduce((sum, n) => `1 + ${x} * ${literal(1 / n)} * (${sum})`, '1');
  return `((Math.abs(${x}) < 0.25) ? ${x} * (${series}) : ${exponential(x)} - 1)`;
};

export const elementwise: { readonly [K in Exclude<MapOp, PositionalOp>]: Emit<K> } = {
  neg: plain((x) => `-${x}`),
  abs: plain((x) => `Math.abs(${x})`),
  sign: plain((x) => `(${x} > 0) ? 1 : ((${x} < 0) ? -1 : ${x})`),
  square: plain((x) => `${x} * ${x}`),
  sqrt: plain((x) => `Math.sqrt(${x})`),
  exp: plain((x) => exponential(x)),
  // What a shader's log makes of negative numbers and NaN is anything; 0 / 0 is NaN everywhere.
  log: plain((x) => `(${x} >= 0) ? Math.log(${x}) : (${x} - ${x}) / (${x} - ${x})`),
  // A sum at the end, because some shader compilers make a maximum of a bare x, and 0 of the maximum of NaN and 0.
  relu: plain((x) => `(${x} > 0) ? ${x} : ((${x} <= 0) ? 0 : ${x} + ${x})`),
  leakyRelu: ({ alpha }, [x, slope = literal(alpha)]) => ({ value: `(${x} > 0) ? ${x} : ${slope} * ${x}` }),
  elu: ({ alpha }, [x, scale = literal(alpha)]) => ({
    value: `(${x} > 0) ? ${x} : ${scale} * ${exponentialMinusOne(x!)}`,
  }),
  softplus: (_attributes, [x], { v }) => {
    const log = logOnePlus(`${v}y`, v);
    return {
      setup: [`const ${v}a = -Math.abs(${x});`, `const ${v}y = ${exponential(`${v}a`)};`, ...log.setup],
      value: `((${x} > 0) ? ${x} : 0) + ${log.value}`,
    };
  },
  sigmoid: (_attributes, [x], { v }) => ({
    setup: [
      `const ${v}a = -Math.abs(${x});`,
      `const ${v}t = ${exponential(`${v}a`)};`,
      `const ${v}r = 1 / (1 + ${v}t);`,
    ],
    value: `(${x} < 0) ? ${v}t * ${v}r : ${v}r`,
  }),
  // (1 − e) / (1 + e) with e = exp(−2|x|), through e − 1: a shader's own tanh is coarse near 0 and may overflow.
  tanh: (_attributes, [x], { v }) => ({
    setup: [
      `const ${v}a = -2 * Math.abs(${x});`,
      `const ${v}e = ${exponentialMinusOne(`${v}a`)};`,
      `const ${v}t = -${v}e / (2 + ${v}e);`,
    ],
    value: `(${x} < 0) ? -${v}t : ${v}t`,
  }),
  floor: plain((x) => `Math.floor(${x})`),
  round: (_attributes, [x], { v }) => roundedToEven(x!, v),
  sin: (_attributes, [x], { v }) => sine(x!, v, 0),
  cos: (_attributes, [x], { v }) => sine(x!, v, 1),
  erf: (_attributes, [x], { v }) => errorFunction(x!, v),
  expm1: plain((x) => exponentialMinusOne(x)),
  log1p: (_attributes, [x], { v }) => logOnePlusAny(x!, v),
  cast: (_attributes, [x], { dtype, v }) => {
    // An integer that became 0 as a float may have a sign.
    if (dtype === 'f32') return { value: `(${x} === 0) ? 0 : ${x}` };
    return {
      setup: [`const ${v}f = Math.floor(Math.abs(${x}));`, `const ${v}s = (${x} < 0) ? -${v}f : ${v}f;`],
      value: `(${v}s >= 2147483648) ? 2147483648 : ((${v}s <= -2147483648) ? -2147483648 : ((${x} === ${x}) ? ${v}s : 0))`,
    };
  },
  add: plain((a, b) => `${a} + ${b}`),
  sub: plain((a, b) => `${a} - ${b}`),
  mul: plain((a, b) => `${a} * ${b}`),
  // A shader may divide by way of 1 / b, which is subnormal for a huge b and then 0: WGSL promises nothing beyond 2^126.
  div: plain((a, b) => `(Math.abs(${b}) > ${literal(2 ** 126)}) ? (${a} * 0.25) / (${b} * 0.25) : ${a} / ${b}`),
  pow: (_attributes, [x, y], { v, dtype }) => (dtype === 'i32' ? integerPower(x!, y!, v) : power(x!, y!, v)),
  mod: (_attributes, [a, b], { v, dtype }) => (dtype === 'i32' ? integerModulo(a!, b!, v) : modulo(a!, b!, v)),
  floorDivide: (_attributes, [a, b], { v }) => floorQuotient(a!, b!, v),
  // Equal numbers are themselves, or zeros: of these a sum is −0 only where both are, and the other way round for −(−a − b).
  maximum: plain((a, b) => `(${a} > ${b}) ? ${a} : ((${b} > ${a}) ? ${b} : (${same(a, b)} ? ${a} : ${a} + ${b}))`),
  minimum: plain((a, b) => `(${a} < ${b}) ? ${a} : ((${b} < ${a}) ? ${b} : (${same(a, b)} ? ${a} : -(-${a} - ${b})))`),
  equal: comparison('==='),
  // A shader's != is false for NaN; the others are false for NaN everywhere.
  notEqual: plain((a, b) => `(${a} === ${b}) ? 0 : 1`),
  less: comparison('<'),
  lessEqual: comparison('<='),
  greater: comparison('>'),
  greaterEqual: comparison('>='),
  select: plain((condition, a, b) => `(${condition} !== 0) ? ${a} : ${b}`),
};
