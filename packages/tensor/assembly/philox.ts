/**
 * Dropout masks from Philox 4×32-10 on four counters at a time.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", https://doi.org/10.1145/2063384.2063405.
 */

/** Low words of four 64-bit products. */
@inline
function low(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

@inline
function high(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
}

/** scale where a 16-bit number reaches the threshold, 0 elsewhere. */
@inline
function keep(halves: v128, threshold: v128, scale: v128): v128 {
  return v128.and(i32x4.ge_s(halves, threshold), scale);
}

@inline
function lowHalves(words: v128): v128 {
  return v128.and(words, i32x4.splat(0xffff));
}

@inline
function highHalves(words: v128): v128 {
  return i32x4.shr_u(words, 16);
}

/**
 * Writes the mask of elements [element, element + bytes / 4), `element` a multiple of 8, to `out`, whole groups of 16.
 * Element e has word e mod 4 of the block with counter (e div 8, step, stream, 0): its low half where e mod 8 < 4, else
 * its high half.
 */
export function dropoutMaskStrip(
  out: usize,
  element: u32,
  bytes: usize,
  step: u32,
  stream: u32,
  key0: u32,
  key1: u32,
  threshold: u32,
  scale: f32,
): void {
  const multiplier0 = i32x4.splat(0xd2511f53);
  const multiplier1 = i32x4.splat(0xcd9e8d57);
  const weyl0 = i32x4.splat(0x9e3779b9);
  const weyl1 = i32x4.splat(0xbb67ae85);
  const keys0 = i32x4.splat(key0);
  const keys1 = i32x4.splat(key1);
  const least = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  let first = i32x4.add(i32x4.splat(element >>> 3), i32x4(0, 1, 2, 3));
  for (let at: usize = 0; at < bytes; at += 128) {
    let c0 = first;
    let c1 = i32x4.splat(step);
    let c2 = i32x4.splat(stream);
    let c3 = i32x4.splat(0);
    let k0 = keys0;
    let k1 = keys1;
    for (let round = 0; round < 10; round++) {
      const even0 = i64x2.extmul_low_i32x4_u(c0, multiplier0);
      const odd0 = i64x2.extmul_high_i32x4_u(c0, multiplier0);
      const even1 = i64x2.extmul_low_i32x4_u(c2, multiplier1);
      const odd1 = i64x2.extmul_high_i32x4_u(c2, multiplier1);
      c0 = v128.xor(v128.xor(high(even1, odd1), c1), k0);
      c1 = low(even1, odd1);
      c2 = v128.xor(v128.xor(high(even0, odd0), c3), k1);
      c3 = low(even0, odd0);
      k0 = i32x4.add(k0, weyl0);
      k1 = i32x4.add(k1, weyl1);
    }
    // Words are in rows, elements want them in columns.
    const c01a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
    const c01b = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
    const c23a = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
    const c23b = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
    const block0 = v128.shuffle<i64>(c01a, c23a, 0, 2);
    const block1 = v128.shuffle<i64>(c01a, c23a, 1, 3);
    v128.store(out + at, keep(lowHalves(block0), least, kept));
    v128.store(out + at, keep(highHalves(block0), least, kept), 16);
    v128.store(out + at, keep(lowHalves(block1), least, kept), 32);
    v128.store(out + at, keep(highHalves(block1), least, kept), 48);
    // No further than whole groups of 16.
    if (at + 64 >= bytes) break;
    const block2 = v128.shuffle<i64>(c01b, c23b, 0, 2);
    const block3 = v128.shuffle<i64>(c01b, c23b, 1, 3);
    v128.store(out + at, keep(lowHalves(block2), least, kept), 64);
    v128.store(out + at, keep(highHalves(block2), least, kept), 80);
    v128.store(out + at, keep(lowHalves(block3), least, kept), 96);
    v128.store(out + at, keep(highHalves(block3), least, kept), 112);
    first = i32x4.add(first, i32x4.splat(4));
  }
}
