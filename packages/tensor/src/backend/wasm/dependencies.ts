/**
 * Which instructions must wait for all before them. Steps whose memory does not meet may run side by side on several
 * threads; the first that reads or overwrites what one since the last wait touches has to wait.
 */

/** Bytes [from, to) of the device's memory. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const meet = (a: readonly Range[], b: readonly Range[]): boolean =>
  a.some((x) => b.some((y) => x.from < y.to && y.from < x.to));

export class Dependencies {
  #reads: Range[] = [];
  #writes: Range[] = [];

  /** Whether a step with these reads and writes must wait. Remembers them from here on. */
  mustWait(reads: readonly Range[], writes: readonly Range[]): boolean {
    const waits = meet(reads, this.#writes) || meet(writes, this.#writes) || meet(writes, this.#reads);
    if (waits) this.clear();
    this.#reads.push(...reads);
    this.#writes.push(...writes);
    return waits;
  }

  /** Everything so far has been waited for. */
  clear(): void {
    this.#reads = [];
    this.#writes = [];
  }
}
