/** Division with its whole quotient rounded down: the remainder of f32, exact, and the quotient of i32. */

/** Quotients of float32 up to this are rounded down right in f64, and their product with the divisor is exact. */
const largestQuotient: f64 = 268435456.0;

/** a − b · ⌊a / b⌋ of two lanes. */
@inline
function remainder(a: v128, b: v128, quotient: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.sub(a, f64x2.mul(quotient, b)));
}

@inline
function isLarge(quotient: v128): bool {
  // Not "greater", so that NaN counts as large.
  return i64x2.bitmask(f64x2.le(f64x2.abs(quotient), f64x2.splat(largestQuotient))) != 3;
}

/** One element by the remainder of truncating division, which is exact however large the quotient. */
function modOne(a: f32, b: f32): f32 {
  const rest = a % b;
  return rest != 0.0 && rest < 0.0 != b < 0.0 ? rest + b : copysign<f32>(rest, b);
}

/** Whole quads up to `end`: what is left of a has the sign of b. */
export function modLoop(d: usize, a: usize, b: usize, end: usize): void {
  const zero = f32x4.splat(0.0);
  const infinity = f32x4.splat(Infinity);
  for (; d < end; d += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const xLow = f64x2.promote_low_f32x4(x);
    const yLow = f64x2.promote_low_f32x4(y);
    const xHigh = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
    const yHigh = f64x2.promote_low_f32x4(v128.shuffle<i64>(y, y, 1, 0));
    const low = f64x2.floor(f64x2.div(xLow, yLow));
    const high = f64x2.floor(f64x2.div(xHigh, yHigh));
    if (isLarge(low) || isLarge(high)) {
      // The destination may be a source, so all are read before one is written.
      const r0 = modOne(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0));
      const r1 = modOne(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1));
      const r2 = modOne(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2));
      const r3 = modOne(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3));
      store<f32>(d, r0);
      store<f32>(d, r1, 4);
      store<f32>(d, r2, 8);
      store<f32>(d, r3, 12);
      continue;
    }
    let r = v128.shuffle<i64>(remainder(xLow, yLow, low), remainder(xHigh, yHigh, high), 0, 2);
    // What is beside an infinite b is a itself, or b where their signs differ.
    const isBeyond = f32x4.eq(f32x4.abs(y), infinity);
    const differ = f32x4.lt(f32x4.mul(x, v128.or(v128.and(y, i32x4.splat(0x80000000)), f32x4.splat(1.0))), zero);
    r = v128.bitselect(v128.bitselect(y, x, differ), r, isBeyond);
    // A remainder of 0 has the sign of b.
    const signed = v128.bitselect(y, r, i32x4.splat(0x80000000));
    v128.store(d, v128.bitselect(signed, r, f32x4.eq(r, zero)));
  }
}

/** ⌊a / b⌋ of the low two i32, saturated. */
@inline
function quotients(a: v128, b: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(
    f64x2.floor(f64x2.div(f64x2.convert_low_i32x4_s(a), f64x2.convert_low_i32x4_s(b))),
  );
}

/** ⌊a / b⌋ of four i32, of which the smallest by −1 is itself; anything by 0. */
@inline
function floorQuotients(x: v128, y: v128): v128 {
  const low = quotients(x, y);
  const high = quotients(v128.shuffle<i64>(x, x, 1, 0), v128.shuffle<i64>(y, y, 1, 0));
  // Saturation gave the largest i32.
  const overflows = v128.and(i32x4.eq(x, i32x4.splat(i32.MIN_VALUE)), i32x4.eq(y, i32x4.splat(-1)));
  return v128.bitselect(x, v128.shuffle<i64>(low, high, 0, 2), overflows);
}

export function integerFloorDivideLoop(d: usize, a: usize, b: usize, end: usize): void {
  for (; d < end; d += 16, a += 16, b += 16) {
    const y = v128.load(b);
    v128.store(d, v128.andnot(floorQuotients(v128.load(a), y), i32x4.eq(y, i32x4.splat(0))));
  }
}

/** What is left of a has the sign of b; 0 where b is 0. */
export function integerModLoop(d: usize, a: usize, b: usize, end: usize): void {
  for (; d < end; d += 16, a += 16, b += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    const rest = i32x4.sub(x, i32x4.mul(floorQuotients(x, y), y));
    v128.store(d, v128.andnot(rest, i32x4.eq(y, i32x4.splat(0))));
  }
}
