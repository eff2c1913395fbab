/** Places in one linear memory: first fit over a sorted list of free ranges, which merge when they touch. */

interface Range {
  start: number;
  end: number;
}

export class Heap {
  readonly #free: Range[];
  readonly #alignment: number;

  /** @param bytes size of the memory, from offset `start` on */
  constructor(start: number, bytes: number, alignment: number) {
    this.#free = [{ start, end: bytes }];
    this.#alignment = alignment;
  }

  #padded(bytes: number): number {
    return Math.max(Math.ceil(bytes / this.#alignment), 1) * this.#alignment;
  }

  /** The offset of a free range, or undefined if none is large enough. */
  allocate(bytes: number): number | undefined {
    const size = this.#padded(bytes);
    const at = this.#free.findIndex(({ start, end }) => end - start >= size);
    const range = this.#free[at];
    if (range === undefined) return undefined;
    const { start } = range;
    range.start += size;
    if (range.start === range.end) this.#free.splice(at, 1);
    return start;
  }

  release(offset: number, bytes: number): void {
    const range = { start: offset, end: offset + this.#padded(bytes) };
    const after = this.#free.findIndex(({ start }) => start >= range.end);
    const at = after < 0 ? this.#free.length : after;
    const next = this.#free[at];
    const previous = this.#free[at - 1];
    if (next?.start === range.end) {
      range.end = next.end;
      this.#free.splice(at, 1);
    }
    if (previous?.end === range.start) previous.end = range.end;
    else this.#free.splice(at, 0, range);
  }
}
