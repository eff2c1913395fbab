/**
 * The most arithmetic that 128-bit vectors can do here: chains of multiplication and addition in registers, enough of
 * them in flight to hide their latency. Built as modules of its own, for benchmarks only; with relaxed SIMD the two are
 * one fused operation.
 */
import { madd } from './multiply-add';

/**
 * Twelve chains of x ← x·a + b, so 96 operations on f32 per iteration. Returns a value that depends on all of them. a
 * and b are arguments, not constants, because V8 would build constants anew for each use.
 */
export function multiplyAdd(iterations: u32, factor: f32, term: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(term);
  let x0 = f32x4.splat(1.0);
  let x1 = f32x4.splat(1.1);
  let x2 = f32x4.splat(1.2);
  let x3 = f32x4.splat(1.3);
  let x4 = f32x4.splat(1.4);
  let x5 = f32x4.splat(1.5);
  let x6 = f32x4.splat(1.6);
  let x7 = f32x4.splat(1.7);
  let x8 = f32x4.splat(1.8);
  let x9 = f32x4.splat(1.9);
  let x10 = f32x4.splat(2.0);
  let x11 = f32x4.splat(2.1);
  for (; iterations > 0; iterations--) {
    x0 = madd(b, x0, a);
    x1 = madd(b, x1, a);
    x2 = madd(b, x2, a);
    x3 = madd(b, x3, a);
    x4 = madd(b, x4, a);
    x5 = madd(b, x5, a);
    x6 = madd(b, x6, a);
    x7 = madd(b, x7, a);
    x8 = madd(b, x8, a);
    x9 = madd(b, x9, a);
    x10 = madd(b, x10, a);
    x11 = madd(b, x11, a);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)), f32x4.add(x4, x5));
  const high = f32x4.add(f32x4.add(f32x4.add(x6, x7), f32x4.add(x8, x9)), f32x4.add(x10, x11));
  return f32x4.extract_lane(f32x4.add(low, high), 0);
}
