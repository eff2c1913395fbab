/** Damage to bytes: what disks, networks and people do to files, and lengths that are not true. */
import fc from 'fast-check';

/** Numbers at which programs that read lengths go wrong. */
const oddNumbers = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const;

type Edit =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | { readonly kind: 'word'; readonly at: number; readonly value: number; readonly little: boolean }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'remove' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

/** Half of them near the beginning, where headers are. */
const place = fc.oneof(fc.nat(48), fc.nat());

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('flip'), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('byte'), at: place, value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('word'),
    at: place,
    value: fc.oneof(fc.constantFrom(...oddNumbers), fc.nat()),
    little: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('cut'), at: place }),
  fc.record({ kind: fc.constantFrom('remove', 'repeat'), at: place, length: fc.nat(64) }),
  fc.record({ kind: fc.constant('insert'), at: place, bytes: fc.uint8Array({ maxLength: 24 }) }),
);

function applied(bytes: Uint8Array, change: Edit): Uint8Array {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const copy = bytes.slice();
  switch (change.kind) {
    case 'flip':
      if (copy.length > 0) copy[at]! ^= 1 << change.bit;
      return copy;
    case 'byte':
      if (copy.length > 0) copy[at] = change.value;
      return copy;
    case 'word':
      if (at + 4 <= copy.length) new DataView(copy.buffer).setUint32(at, change.value, change.little);
      return copy;
    case 'cut':
      return before.slice();
    case 'remove':
      return joined(before, after.subarray(change.length));
    case 'repeat':
      return joined(before, after.subarray(0, change.length), after);
    case 'insert':
      return joined(before, change.bytes, after);
  }
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The bytes with one to four edits. */
export function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  return fc.tuple(bytes, edits).map(([whole, changes]) => changes.reduce(applied, whole));
}

/** No file of any kind. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 2048 }),
  fc.string({ unit: 'binary', maxLength: 64 }).map((text) => new TextEncoder().encode(text)),
);
