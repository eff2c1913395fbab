/**
 * Powers: of f32 by way of 2^(y · log₂|x|) in f64, two lanes at a time, which leaves a rounding to f32 and little more
 * (0.51 ULP); of i32 by squaring.
 */
const wide = memory.data<f64>([
  // Least maximum of the relative error, found by Remez exchange: of log₂ m = s · p(s²), s = (m − 1) / (m + 1), for m in
  // [√½, √2), and of 2^r for |r| ≤ ½.
  2.8853900817900802,
  0.96179667334993214,
  0.57708358329551905,
  0.41167282526951582,
  0.34072803948846228,
  0.99999999996168176,
  0.69314718072844457,
  0.24022651198157889,
  0.055504103534569235,
  0.0096180272536438107,
  0.0013333922556294351,
  0.00015469291148894633,
  1.5201923227886917e-5,
  1.0,
  // Powers of 2 beyond these are 0 and Inf in f32.
  -300.0,
  300.0,
  Infinity,
  -Infinity,
]);
const logCoefficients: usize = wide;
const powerCoefficients: usize = wide + 40;
const one: usize = wide + 104;
const lowest: usize = wide + 112;
const highest: usize = wide + 120;
const infinity: usize = wide + 128;
const minusInfinity: usize = wide + 136;

@inline
function constant(address: usize): v128 {
  return v128.load64_splat(address);
}

@inline
function step(sum: v128, x: v128, coefficient: usize): v128 {
  return f64x2.add(f64x2.mul(sum, x), constant(coefficient));
}

/** Two whole numbers in f64 as i64. */
@inline
function toIntegers(x: v128): v128 {
  return i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(x));
}

/** log₂ of two numbers ≥ 0; anything for NaN. */
@inline
function log2Pair(x: v128): v128 {
  // The mantissa lands in [√½, √2).
  const exponent = i64x2.shr_s(i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd)), 52);
  const mantissa = i64x2.sub(x, i64x2.shl(exponent, 52));
  const s = f64x2.div(f64x2.sub(mantissa, constant(one)), f64x2.add(mantissa, constant(one)));
  const z = f64x2.mul(s, s);
  let p = constant(logCoefficients + 32);
  p = step(p, z, logCoefficients + 24);
  p = step(p, z, logCoefficients + 16);
  p = step(p, z, logCoefficients + 8);
  p = step(p, z, logCoefficients);
  const whole = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2));
  const y = f64x2.add(f64x2.mul(s, p), whole);
  const finite = v128.bitselect(constant(infinity), y, f64x2.eq(x, constant(infinity)));
  return v128.bitselect(constant(minusInfinity), finite, f64x2.eq(x, f64x2.splat(0.0)));
}

/** 2ᵗ of two numbers. */
@inline
function exp2Pair(t: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(t, constant(highest)), constant(lowest));
  const whole = f64x2.nearest(bounded);
  const r = f64x2.sub(bounded, whole);
  let p = constant(powerCoefficients + 56);
  p = step(p, r, powerCoefficients + 48);
  p = step(p, r, powerCoefficients + 40);
  p = step(p, r, powerCoefficients + 32);
  p = step(p, r, powerCoefficients + 24);
  p = step(p, r, powerCoefficients + 16);
  p = step(p, r, powerCoefficients + 8);
  p = step(p, r, powerCoefficients);
  return f64x2.mul(p, i64x2.shl(i64x2.add(toIntegers(whole), i64x2.splat(1023)), 52));
}

/** |x|^y in the low half, of the low halves. */
@inline
function magnitudeOfPair(magnitude: v128, y: v128): v128 {
  const t = f64x2.mul(f64x2.promote_low_f32x4(y), log2Pair(f64x2.promote_low_f32x4(magnitude)));
  return f32x4.demote_f64x2_zero(exp2Pair(t));
}

/** Whole quads up to `end`. The special cases are those of C's pow. */
export function powLoop(d: usize, a: usize, b: usize, end: usize): void {
  const zero = f32x4.splat(0.0);
  const unit = f32x4.splat(1.0);
  const sign = i32x4.splat(0x80000000);
  for (; d < end; d += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const magnitude = f32x4.abs(x);
    const low = magnitudeOfPair(magnitude, y);
    const high = magnitudeOfPair(v128.shuffle<i64>(magnitude, magnitude, 1, 0), v128.shuffle<i64>(y, y, 1, 0));
    let result = v128.shuffle<i64>(low, high, 0, 2);
    const isZeroth = f32x4.eq(y, zero);
    // 1 to any power, −1 to ±Inf too.
    result = v128.bitselect(unit, result, v128.or(isZeroth, f32x4.eq(magnitude, unit)));

    const isWhole = f32x4.eq(f32x4.nearest(y), y);
    const half = f32x4.mul(y, f32x4.splat(0.5));
    const isOdd = v128.andnot(isWhole, f32x4.eq(f32x4.nearest(half), half));
    result = v128.xor(result, v128.and(v128.and(x, isOdd), sign));
    // A finite negative number has no power that is not whole.
    const hasNone = v128.andnot(v128.and(f32x4.lt(x, zero), f32x4.lt(magnitude, f32x4.splat(Infinity))), isWhole);
    const isOne = v128.or(isZeroth, f32x4.eq(x, unit));
    const isNaN = v128.andnot(v128.or(v128.or(f32x4.ne(x, x), f32x4.ne(y, y)), hasNone), isOne);
    v128.store(d, v128.bitselect(f32x4.splat(NaN), result, isNaN));
  }
}

/** The same of i32, wrapped to 32 bits; a negative exponent gives 1/xⁿ truncated, and 0 for x = 0. */
export function integerPowLoop(d: usize, a: usize, b: usize, end: usize): void {
  const zero = i32x4.splat(0);
  const unit = i32x4.splat(1);
  for (; d < end; d += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const isNegative = i32x4.lt_s(y, zero);
    // Of a negative exponent only its last bit counts.
    let left = v128.bitselect(v128.and(y, unit), y, isNegative);
    let power = x;
    let result = unit;
    while (v128.any_true(left)) {
      result = v128.bitselect(i32x4.mul(result, power), result, i32x4.eq(v128.and(left, unit), unit));
      power = i32x4.mul(power, power);
      left = i32x4.shr_u(left, 1);
    }
    const hasInverse = i32x4.eq(i32x4.abs(x), unit);
    v128.store(d, v128.and(result, v128.or(v128.not(isNegative), hasInverse)));
  }
}
