/**
 * What LZMA has made of bytes, back: of the text of the kernels it makes half of what deflate does. Only the parameters that are the
 * default everywhere are known (lc = 3, lp = 0, pb = 2); header and checks are not, as the text is part of the program.
 * Source: LZMA specification, https://7-zip.org/sdk.html (lzma-specification.txt); names are those of there.
 */

const [literalContextBits, positionStates, states] = [3, 4, 12];
/** Lengths of matches begin here. */
const shortest = 2;

/** Places in the one table of probabilities. */
let size = 0;
function place(count: number): number {
  size += count;
  return size - count;
}
/** Whether more is to come, twice, then 8 lengths by position, 8 more, and 256. */
const lengthPlaces = 2 + positionStates * 16 + 256;
const isMatch = place(states * positionStates);
const isRep = place(states);
const isRepG0 = place(states);
const isRepG1 = place(states);
const isRepG2 = place(states);
const isRep0Long = place(states * positionStates);
const posSlot = place(4 * 64);
const special = place(128);
const align = place(16);
const matchLength = place(lengthPlaces);
const repLength = place(lengthPlaces);
const literal = place(0x300 << literalContextBits);

/** The first `length` bytes of what `packed`, a raw stream, stands for. */
export function decodeLzma(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  const probabilities = new Uint16Array(size).fill(1024);
  let [at, written, state] = [5, 0, 0];
  /** Range and code: of more than 31 bits, which variables would hold boxed. */
  const coder = new Uint32Array([-1, new DataView(packed.buffer, packed.byteOffset).getUint32(1)]);

  /** Takes the lower part of the range for 0, the rest for 1. */
  const choose = (bound: number): number => {
    const isOne = coder[1]! >= bound;
    coder[0] = isOne ? coder[0]! - bound : bound;
    if (isOne) coder[1]! -= bound;
    if (coder[0]! < 0x1000000) {
      coder[0]! <<= 8;
      coder[1] = (coder[1]! << 8) | packed[at++]!;
    }
    return isOne ? 1 : 0;
  };
  const bit = (index: number): number => {
    const probability = probabilities[index]!;
    const one = choose((coder[0]! >>> 11) * probability);
    probabilities[index] = one === 1 ? probability - (probability >> 5) : probability + ((2048 - probability) >> 5);
    return one;
  };
  const tree = (first: number, bits: number): number => {
    let node = 1;
    for (let left = bits; left > 0; left--) node = 2 * node + bit(first + node);
    return node - (1 << bits);
  };
  const reverseTree = (first: number, bits: number): number => {
    let [node, value] = [1, 0];
    for (let i = 0; i < bits; i++) {
      const next = bit(first + node);
      node = 2 * node + next;
      value |= next << i;
    }
    return value;
  };
  const directBits = (bits: number): number => {
    let value = 0;
    for (let left = bits; left > 0; left--) {
      // The halves are equal: what is over belongs to neither.
      coder[0]! &= -2;
      value = 2 * value + choose(coder[0]! / 2);
    }
    return value;
  };
  const lengthOf = (first: number, position: number): number => {
    if (bit(first) === 0) return tree(first + 2 + position * 8, 3);
    if (bit(first + 1) === 0) return 8 + tree(first + 2 + (positionStates + position) * 8, 3);
    return 16 + tree(first + 2 + positionStates * 16, 8);
  };
  const distanceOf = (length: number): number => {
    const slot = tree(posSlot + Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    return slot < 14
      ? base + reverseTree(special + base - slot, bits)
      : base + directBits(bits - 4) * 16 + reverseTree(align, 4);
  };

  /** The last four distances, less one. */
  let reps: readonly number[] = [0, 0, 0, 0];
  while (written < length) {
    const position = written % positionStates;
    const byPosition = state * positionStates + position;
    if (bit(isMatch + byPosition) === 0) {
      const first = literal + 0x300 * ((out[written - 1] ?? 0) >> (8 - literalContextBits));
      // After a match the byte that would have gone on with it is known to be wrong, until the bits differ.
      let guess = state < 7 ? -1 : out[written - reps[0]! - 1]!;
      let symbol = 1;
      while (symbol < 0x100) {
        const expected = guess < 0 ? -1 : (guess >> 7) & 1;
        const next = bit(first + symbol + (expected + 1) * 0x100);
        symbol = 2 * symbol + next;
        guess = next === expected ? guess << 1 : -1;
      }
      out[written++] = symbol;
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      continue;
    }
    let copied: number;
    if (bit(isRep + state) === 0) {
      copied = lengthOf(matchLength, position);
      reps = [distanceOf(copied), ...reps.slice(0, 3)];
      state = state < 7 ? 7 : 10;
    } else {
      const isLast = bit(isRepG0 + state) === 0;
      const isLong = !isLast || bit(isRep0Long + byPosition) === 1;
      const which = isLast ? 0 : bit(isRepG1 + state) === 0 ? 1 : 2 + bit(isRepG2 + state);
      reps = [reps[which]!, ...reps.filter((_, other) => other !== which)];
      copied = isLong ? lengthOf(repLength, position) : 1 - shortest;
      state = state >= 7 ? 11 : isLong ? 8 : 9;
    }
    for (let left = copied + shortest; left > 0 && written < length; left--, written++) {
      out[written] = out[written - reps[0]! - 1]!;
    }
  }
  return out;
}
