/**
 * Getting data into strips: fills, strided loads through an odometer, and exact copies out of them.
 * A strip holds whole groups of 16 elements, so loops may write past the last element; buffers may not be overrun.
 */
import { microImmediate } from './opcode';

/** Fills whole quads of a strip with one 32-bit pattern. */
export function fillStrip(out: usize, pattern: u32, bytes: usize): void {
  const quad = i32x4.splat(pattern);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, quad);
}

/** Copies exactly `bytes`, a multiple of 4, between ranges that do not overlap. */
export function copyExact(out: usize, from: usize, bytes: usize): void {
  if (bytes >= 1024) {
    memory.copy(out, from, bytes);
    return;
  }
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(out + at, v128.load(from + at));
  for (; at < bytes; at += 4) store<u32>(out + at, load<u32>(from + at));
}

/** Fills exactly `bytes`, a multiple of 4. */
@inline
function fillExact(out: usize, pattern: u32, bytes: usize): void {
  const whole = bytes & ~15;
  const quad = i32x4.splat(pattern);
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(out + at, quad);
  for (; at < bytes; at += 4) store<u32>(out + at, pattern);
}

/**
 * Copies `count` elements from row-major position `element` of a strided view into `out`.
 * Immediates of `micro`: address of the view's first element, rank (at least 1), then per axis the length and the
 * stride in bytes, innermost last. Walks runs of the innermost axis; a stride of 4 copies, of 0 repeats.
 */
export function loadStrided(micro: usize, out: usize, element: u32, count: u32): void {
  const base = load<usize>(micro, microImmediate);
  const rank = load<u32>(micro, microImmediate + 4);
  const axes = micro + microImmediate + 8;
  const inner = axes + ((rank - 1) << 3);
  const innerLength = load<u32>(inner);
  const innerStride = load<u32>(inner, 4);
  let rest = element / innerLength;
  let column = element - rest * innerLength;
  const end = out + (count << 2);
  while (out < end) {
    let from: usize = base + column * innerStride;
    let position = rest;
    for (let axis = inner; axis > axes; ) {
      axis -= 8;
      const length = load<u32>(axis);
      const next = position / length;
      from += (position - next * length) * load<u32>(axis, 4);
      position = next;
    }
    const bytes = min(end - out, <usize>(innerLength - column) << 2);
    if (innerStride == 4) {
      copyExact(out, from, bytes);
    } else if (innerStride == 0) {
      fillExact(out, load<u32>(from), bytes);
    } else {
      for (let at: usize = 0; at < bytes; at += 4, from += innerStride) store<u32>(out + at, load<u32>(from));
    }
    out += bytes;
    column = 0;
    rest++;
  }
}

/** (position div inner) mod length for `count` positions from `element`: coordinates along one axis, as i32. */
export function iotaStrip(out: usize, element: u32, count: u32, inner: u32, length: u32): void {
  let rest = element / inner;
  let within = element - rest * inner;
  let coordinate = rest % length;
  for (let at: u32 = 0; at < count; at++) {
    store<u32>(out + (at << 2), coordinate);
    if (++within == inner) {
      within = 0;
      if (++coordinate == length) coordinate = 0;
    }
  }
}
