/**
 * Sine and cosine on four f32 lanes. The angle is reduced by multiples of π/2 in f64; beyond 2²⁸, where f64 has too few
 * digits of π, lane by lane in integers. Right for every angle: at most 1.6 ULP off.
 */
import { constant } from './math';
import { madd } from './multiply-add';

const wide = memory.data<f64>([
  0.6366197723675814,
  // π/2 in two parts, of which the first has 25 bits, so that a multiple of up to 28 bits is exact.
  1.5707963109016418457,
  1.5893254773528196e-8,
]);
const twoOverPi: usize = wide;
const halfPiCoarse: usize = wide + 8;
const halfPiFine: usize = wide + 16;

// Least maximum of the relative error for |r| ≤ π/4, found by Remez exchange: of sin r = r + r·s·p(s) and
// cos r = 1 − s/2 + s²·q(s), s = r².
const table = memory.data<f32>([
  -0.166666545366,
  0.00833215605356,
  -0.000195146318723,
  0.0416666455545,
  -0.00138873098675,
  2.44324130689e-5,
  1.0,
  0.5,
  268435456.0,
]);
const p0: usize = table;
const p1: usize = table + 4;
const p2: usize = table + 8;
const q0: usize = table + 12;
const q1: usize = table + 16;
const q2: usize = table + 20;
const one: usize = table + 24;
const half: usize = table + 28;
const largest: usize = table + 32;

/** The first 256 bits of 1/(2π) behind the point. */
const turns = memory.data<u32>([
  0x28be60db, 0x9391054a, 0x7f09d5f4, 0x7d4d3770, 0x36d8a566, 0x4f10e410, 0x7f9458ea, 0xf7aef158,
]);

/** 2π / 2⁶⁴ */
const turn: f64 = 3.4061215800865545e-19;

@inline
function wideConstant(address: usize): v128 {
  return v128.load64_splat(address);
}

@inline
function reduced(x: v128, n: v128): v128 {
  const r = f64x2.sub(x, f64x2.mul(n, wideConstant(halfPiCoarse)));
  return f64x2.sub(r, f64x2.mul(n, wideConstant(halfPiFine)));
}

/** The sine of r + n·π/2 for |r| ≤ π/4. */
@inline
function ofReduced(r: v128, n: v128): v128 {
  const s = f32x4.mul(r, r);
  const sine = madd(r, f32x4.mul(r, s), madd(constant(p0), s, madd(constant(p1), s, constant(p2))));
  const even = madd(constant(q0), s, madd(constant(q1), s, constant(q2)));
  const cosine = madd(f32x4.sub(constant(one), f32x4.mul(constant(half), s)), f32x4.mul(s, s), even);
  const isOdd = i32x4.eq(v128.and(n, i32x4.splat(1)), i32x4.splat(1));
  const y = v128.bitselect(cosine, sine, isOdd);
  return v128.xor(y, i32x4.shl(v128.and(n, i32x4.splat(2)), 30));
}

/** The same of one angle of at least 2²⁸, plus `quarters` of a turn; NaN of one that is not finite. */
function ofLarge(x: f32, quarters: i32): f32 {
  const bits = reinterpret<u32>(x);
  const exponent = (bits >> 23) & 0xff;
  if (exponent == 0xff) return NaN;
  // |x| = mantissa · 2^shift. Bits of 1/(2π) above that of weight 2^−shift make whole turns and are left out.
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000);
  const shift = exponent - 150;
  const at = turns + ((shift >> 5) << 2);
  const by = <u64>(shift & 31);
  const first = (<u64>load<u32>(at) << 32) | load<u32>(at, 4);
  const second = (<u64>load<u32>(at, 4) << 32) | load<u32>(at, 8);
  const third = (<u64>load<u32>(at, 8) << 32) | load<u32>(at, 12);
  const high = ((first << by) >> 32) * mantissa;
  const middle = ((second << by) >> 32) * mantissa;
  const low = ((third << by) >> 32) * mantissa;
  // The fraction of a turn, in units of 2⁻⁶⁴, then what is left beside whole quarters.
  const fraction = (high << 32) + middle + (low >> 32);
  const quarter = (fraction + (1 << 61)) >> 62;
  let r = <f64>(<i64>(fraction - (quarter << 62))) * turn;
  let n = <i32>quarter;
  if (<i32>bits < 0) {
    r = -r;
    n = -n;
  }
  return f32x4.extract_lane(ofReduced(f32x4.splat(<f32>r), i32x4.splat(n + quarters)), 0);
}

function withLarge(x: v128, y: v128, quarters: i32): v128 {
  const isLarge = i32x4.bitmask(f32x4.ge(f32x4.abs(x), constant(largest)));
  if (isLarge & 1) y = f32x4.replace_lane(y, 0, ofLarge(f32x4.extract_lane(x, 0), quarters));
  if (isLarge & 2) y = f32x4.replace_lane(y, 1, ofLarge(f32x4.extract_lane(x, 1), quarters));
  if (isLarge & 4) y = f32x4.replace_lane(y, 2, ofLarge(f32x4.extract_lane(x, 2), quarters));
  if (isLarge & 8) y = f32x4.replace_lane(y, 3, ofLarge(f32x4.extract_lane(x, 3), quarters));
  return y;
}

/** sin(x + quarters·π/2) of whole quads up to `end`: the sine for 0, the cosine for 1. */
export function sineLoop(d: usize, a: usize, end: usize, quarters: i32): void {
  const offset = i32x4.splat(quarters);
  for (; d < end; d += 16, a += 16) {
    const x = v128.load(a);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
    const lowQuarters = f64x2.nearest(f64x2.mul(low, wideConstant(twoOverPi)));
    const highQuarters = f64x2.nearest(f64x2.mul(high, wideConstant(twoOverPi)));
    const r = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(reduced(low, lowQuarters)),
      f32x4.demote_f64x2_zero(reduced(high, highQuarters)),
      0,
      2,
    );
    const n = v128.shuffle<i64>(
      i32x4.trunc_sat_f64x2_s_zero(lowQuarters),
      i32x4.trunc_sat_f64x2_s_zero(highQuarters),
      0,
      2,
    );
    let y = ofReduced(r, i32x4.add(n, offset));
    // −0 − −0 is +0, but the sine of −0 is −0.
    if (quarters == 0) y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(0.0)));
    if (v128.any_true(f32x4.ge(f32x4.abs(x), constant(largest)))) y = withLarge(x, y, quarters);
    v128.store(d, y);
  }
}
