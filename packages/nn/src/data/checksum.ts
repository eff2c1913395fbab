/**
 * A checksum of numbers as float32: 128 bits, the four sums of xxHash's rounds over 32-bit words that take turns. Each round is
 * one-to-one, so that two arrays which differ in one number always differ in their checksums; it is no protection against
 * intent. Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
import type { NumberArray } from './number-array.ts';
import type { CheckedSource } from './source.ts';

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;

function round(sum: number, word: number): number {
  const mixed = (sum + Math.imul(word, prime2)) | 0;
  return Math.imul((mixed << 13) | (mixed >>> 19), prime1);
}

export class Checksum {
  readonly #sums = Int32Array.of(prime1 + prime2, prime2, 0, -prime1);
  #length = 0;

  /** Takes in further numbers; whole numbers count as the float32 numbers that they are. */
  include(numbers: NumberArray): void {
    const floats = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
    const words = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
    let [a, b, c, d] = this.#turned();
    const whole = words.length & ~3;
    for (let at = 0; at < whole; at += 4) {
      a = round(a, words[at]!);
      b = round(b, words[at + 1]!);
      c = round(c, words[at + 2]!);
      d = round(d, words[at + 3]!);
    }
    this.#keep(a, b, c, d);
    this.#length += whole;
    for (let at = whole; at < words.length; at++, this.#length++) {
      const turn = this.#length & 3;
      this.#sums[turn] = round(this.#sums[turn]!, words[at]!);
    }
  }

  /** The sums, that of the next number first. */
  #turned(): [number, number, number, number] {
    const own = (place: number): number => this.#sums[(this.#length + place) & 3]!;
    return [own(0), own(1), own(2), own(3)];
  }

  #keep(...sums: readonly number[]): void {
    for (const [place, sum] of sums.entries()) this.#sums[(this.#length + place) & 3] = sum;
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return Array.from(this.#sums, (sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** A source whose numbers are counted into a checksum as they are first read, in order. */
export function summed(source: CheckedSource): { readonly source: CheckedSource; readonly checksum: Checksum } {
  const checksum = new Checksum();
  let next = 0;
  const read: CheckedSource['read'] = async (start, count) => {
    const block = await source.read(start, count);
    if (start <= next && start + count > next) {
      checksum.include(block.subarray((next - start) * source.sampleSize));
      next = start + count;
    }
    return block;
  };
  return { source: { ...source, read }, checksum };
}

/** Of one array. */
export function checksumOf(numbers: NumberArray): string {
  const checksum = new Checksum();
  checksum.include(numbers);
  return String(checksum);
}
