/**
 * Elementary functions on four f32 lanes. All handle every input: subnormal arguments and results are exact
 * subnormals, NaN stays NaN. Errors are the largest met against float64 in sweeps over all exponents (`math.test.ts`).
 */

import { madd } from './multiply-add';

/**
 * Constants live in memory: V8 builds a v128 constant from general registers wherever it is used, in a loop too, and
 * loading one costs a third of that (exp is 1.4 times as fast).
 */
const table = memory.data<f32>([
  1.44269504088896341,
  12582912.0,
  89.0,
  -104.0,
  0.693359375,
  -2.12194440e-4,
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
  1.0,
  2.0,
  0.5,
  -0.0,
  -24.0,
  1.1754943508222875e-38,
  33554432.0,
  0.40000972152,
  0.24279078841,
  0.66666662693,
  0.28498786688,
  9.0580006145e-6,
  6.9313812256e-1,
  Infinity,
  -Infinity,
  NaN,
  9.1,
  24.0,
]);

const log2e: usize = table + 0;
// 1.5·2²³: adding it rounds a small float to an integer, kept in the low bits of the sum.
const shift: usize = table + 4;
const expHighest: usize = table + 8;
const expLowest: usize = table + 12;
const ln2Coarse: usize = table + 16;
const ln2Fine: usize = table + 20;
const q5: usize = table + 24;
const q4: usize = table + 28;
const q3: usize = table + 32;
const q2: usize = table + 36;
const q1: usize = table + 40;
const q0: usize = table + 44;
const one: usize = table + 48;
const two: usize = table + 52;
const half: usize = table + 56;
const signBit: usize = table + 60;
const expm1Lowest: usize = table + 64;
const smallestNormal: usize = table + 68;
const two25: usize = table + 72;
const l2: usize = table + 76;
const l4: usize = table + 80;
const l1: usize = table + 84;
const l3: usize = table + 88;
const ln2Low: usize = table + 92;
const ln2High: usize = table + 96;
const infinity: usize = table + 100;
const minusInfinity: usize = table + 104;
const nan: usize = table + 108;
const tanhHighest: usize = table + 112;
const expm1Highest: usize = table + 116;

@inline
export function constant(address: usize): v128 {
  return v128.load32_splat(address);
}

/** r + r²·q(r) ≈ eʳ − 1 for |r| ≤ ln 2 / 2. Source: Cephes, expf.c, https://www.netlib.org/cephes/. */
@inline
function expMinusOneReduced(r: v128): v128 {
  let q = constant(q5);
  q = madd(constant(q4), q, r);
  q = madd(constant(q3), q, r);
  q = madd(constant(q2), q, r);
  q = madd(constant(q1), q, r);
  q = madd(constant(q0), q, r);
  return madd(r, f32x4.mul(r, r), q);
}

/** x − n·ln 2, with ln 2 in two parts of which the first has few bits, so that n times it is exact. */
@inline
function reduceByLn2(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(ln2Coarse))), f32x4.mul(n, constant(ln2Fine)));
}

/** 2ⁿ for whole n in [−126, 127]. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * eˣ, at most 1 ULP off. e^−Inf = 0, e^x = Inf for x > 88.7229.
 * The factor 2ⁿ is applied in two halves, so that subnormal results are rounded once.
 */
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax keep their first argument where it is NaN.
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(expHighest)), constant(expLowest));
  const shifted = f32x4.add(f32x4.mul(bounded, constant(log2e)), constant(shift));
  const r = reduceByLn2(bounded, f32x4.sub(shifted, constant(shift)));
  const n = i32x4.sub(shifted, constant(shift));
  const half = i32x4.shr_s(n, 1);
  const y = f32x4.add(expMinusOneReduced(r), constant(one));
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/**
 * eˣ − 1 without cancellation, for x ≤ 24; −1 for x < −24. At most 0.9 ULP off.
 * 2ⁿ·(eʳ − 1) + (2ⁿ − 1), where 2ⁿ − 1 is exact.
 */
@inline
export function expm1Bounded4(x: v128): v128 {
  const bounded = f32x4.pmax(x, constant(expm1Lowest));
  const shifted = f32x4.add(f32x4.mul(bounded, constant(log2e)), constant(shift));
  const r = reduceByLn2(bounded, f32x4.sub(shifted, constant(shift)));
  const scale = powerOfTwo(i32x4.sub(shifted, constant(shift)));
  const y = f32x4.add(f32x4.mul(expMinusOneReduced(r), scale), f32x4.sub(scale, constant(one)));
  // Adding 2⁰ − 1 = +0 would turn −0 into +0.
  return v128.or(y, v128.and(x, constant(signBit)));
}

/** eˣ − 1 for any x; beyond 24 the 1 is less than half a unit in the last place. At most 1.5 ULP off. */
@inline
export function expm14(x: v128): v128 {
  const y = expm1Bounded4(f32x4.pmin(x, constant(expm1Highest)));
  return v128.bitselect(exp4(x), y, f32x4.gt(x, constant(expm1Highest)));
}

/**
 * ln x, at most 0.9 ULP off. ln ±0 = −Inf, ln x = NaN for x < 0.
 * Source: FreeBSD msun, e_logf.c, https://github.com/freebsd/freebsd-src/blob/main/lib/msun/src/e_logf.c.
 */
@inline
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(smallestNormal));
  const scaled = v128.bitselect(f32x4.mul(x, constant(two25)), x, tiny);
  // The mantissa lands in [√½, √2).
  const bits = i32x4.add(scaled, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = i32x4.sub(i32x4.sub(i32x4.shr_s(bits, 23), i32x4.splat(127)), v128.and(tiny, i32x4.splat(25)));
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const k = f32x4.convert_i32x4_s(exponent);
  const f = f32x4.sub(mantissa, constant(one));
  const s = f32x4.div(f, f32x4.add(f, constant(two)));
  const z = f32x4.mul(s, s);
  const w = f32x4.mul(z, z);
  const odd = f32x4.mul(w, f32x4.add(constant(l2), f32x4.mul(w, constant(l4))));
  const even = f32x4.mul(z, f32x4.add(constant(l1), f32x4.mul(w, constant(l3))));
  const halfSquare = f32x4.mul(f32x4.mul(constant(half), f), f);
  let y = f32x4.mul(s, f32x4.add(halfSquare, f32x4.add(even, odd)));
  y = f32x4.add(y, f32x4.mul(k, constant(ln2Low)));
  y = f32x4.add(f32x4.sub(y, halfSquare), f);
  y = f32x4.add(y, f32x4.mul(k, constant(ln2High)));
  // Inf and NaN are their own logarithms; zero and negative numbers have none.
  const ordinary = f32x4.lt(x, constant(infinity));
  y = v128.bitselect(y, x, ordinary);
  y = v128.bitselect(constant(minusInfinity), y, f32x4.eq(x, f32x4.splat(0.0)));
  return v128.bitselect(constant(nan), y, f32x4.lt(x, f32x4.splat(0.0)));
}

/** tanh x = (e²ˣ − 1) / (e²ˣ + 1) of |x|, with expm1 so that small x keep all their digits; at most 2.2 ULP off. */
@inline
export function tanh4(x: v128): v128 {
  // tanh rounds to 1 from 9.02 on.
  const magnitude = f32x4.pmin(f32x4.abs(x), constant(tanhHighest));
  const e = expm1Bounded4(f32x4.add(magnitude, magnitude));
  const y = f32x4.div(e, f32x4.add(e, constant(two)));
  return v128.bitselect(x, y, constant(signBit));
}

/** 1 / (1 + e⁻ˣ), as e⁻|ˣ| / (1 + e⁻|ˣ|) for negative x so that the lower tail keeps its digits; at most 2.2 ULP off. */
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(v128.or(x, constant(signBit)));
  const numerator = v128.bitselect(e, constant(one), f32x4.lt(x, f32x4.splat(0.0)));
  return f32x4.div(numerator, f32x4.add(e, constant(one)));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e⁻|ˣ|), the logarithm corrected by what 1 + u rounds away; at most 1.8 ULP off. */
@inline
export function softplus4(x: v128): v128 {
  const u = exp4(v128.or(x, constant(signBit)));
  const w = f32x4.add(u, constant(one));
  const lost = f32x4.div(f32x4.sub(u, f32x4.sub(w, constant(one))), w);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0.0)), f32x4.add(log4(w), lost));
}

/** ln(1 + x), the logarithm corrected by what 1 + x rounds away. ln 0 = −Inf, NaN for x < −1. At most 1.5 ULP off. */
@inline
export function log1p4(x: v128): v128 {
  const w = f32x4.add(x, constant(one));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(w, constant(one))), w);
  // Where w is 0, infinite or NaN there is nothing to correct.
  const correctable = v128.and(f32x4.ne(w, f32x4.splat(0.0)), f32x4.lt(w, constant(infinity)));
  const y = f32x4.add(log4(w), v128.and(lost, correctable));
  // It has the sign of x, which a sum of zeros may have lost.
  return v128.bitselect(x, y, constant(signBit));
}

/** x for x > 0, alpha·(eˣ − 1) otherwise. */
@inline
export function elu4(x: v128, alpha: v128): v128 {
  const positive = f32x4.gt(x, f32x4.splat(0.0));
  // Positive lanes go through as zero, out of the reach of expm1Bounded4's limit.
  const y = f32x4.mul(alpha, expm1Bounded4(v128.andnot(x, positive)));
  return v128.bitselect(x, y, positive);
}
