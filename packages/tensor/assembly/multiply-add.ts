/**
 * sum + a·b on four lanes: one rounding where the module is built with relaxed SIMD and the machine has fused
 * multiply-add, else two. The two builds differ in last bits, so a device says which of them it runs.
 */
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}
