/**
 * Hands out ranges of an address space, lowest first, and takes them back. Knows nothing of what lies there. Space
 * beyond `touched` has never been handed out, so it is still as the engine made it: zero.
 */
import { InternalError } from '../../errors.ts';

/** Every range starts at a multiple of this many bytes: a cache line. */
export const rangeAlignment = 64;

interface Free {
  start: number;
  bytes: number;
}

const aligned = (bytes: number): number => Math.max(1, Math.ceil(bytes / rangeAlignment)) * rangeAlignment;

export class RangeAllocator {
  /** Free ranges below `#top`, by address, no two of them adjacent. */
  readonly #free: Free[] = [];
  readonly #taken = new Map<number, number>();
  #top: number;
  #touched: number;

  constructor(start: number) {
    this.#top = aligned(start);
    this.#touched = this.#top;
  }

  /** The end of what is in use or was handed out before and freed below something in use. */
  get top(): number {
    return this.#top;
  }

  /** Everything from here on has never been handed out. */
  get touched(): number {
    return this.#touched;
  }

  /** Bytes handed out and not freed, alignment included. */
  get usedBytes(): number {
    let total = 0;
    for (const bytes of this.#taken.values()) total += bytes;
    return total;
  }

  /** The start of a range of at least `bytes`; a range of 0 bytes has an address of its own too. */
  allocate(bytes: number): number {
    const wanted = aligned(bytes);
    const at = this.#free.findIndex((range) => range.bytes >= wanted);
    const start = at < 0 ? this.#top : this.#takeFrom(at, wanted);
    if (at < 0) this.#top += wanted;
    this.#touched = Math.max(this.#touched, this.#top);
    this.#taken.set(start, wanted);
    return start;
  }

  #takeFrom(at: number, wanted: number): number {
    const range = this.#free[at]!;
    const { start } = range;
    range.start += wanted;
    range.bytes -= wanted;
    if (range.bytes === 0) this.#free.splice(at, 1);
    return start;
  }

  free(start: number): void {
    const bytes = this.#taken.get(start);
    if (bytes === undefined) throw new InternalError(`address ${start} is freed but was not allocated`);
    this.#taken.delete(start);
    let at = this.#free.findIndex((range) => range.start > start);
    if (at < 0) at = this.#free.length;
    this.#free.splice(at, 0, { start, bytes });
    this.#join(at);
    this.#join(at - 1);
    const last = this.#free.at(-1);
    if (last !== undefined && last.start + last.bytes === this.#top) {
      this.#top = last.start;
      this.#free.pop();
    }
  }

  /** Makes one of ranges `at` and `at` + 1 if they touch. */
  #join(at: number): void {
    const first = this.#free[at];
    const second = this.#free[at + 1];
    if (first === undefined || second === undefined || first.start + first.bytes !== second.start) return;
    first.bytes += second.bytes;
    this.#free.splice(at + 1, 1);
  }
}
