/**
 * What the values of targets are like, gathered while they are uploaded, so that labels can be checked against a
 * model's classes later without reading them back.
 */
import { DataError } from '../errors.ts';

type Block = Float32Array | Int32Array | Uint8Array;

interface Found {
  readonly value: number;
  readonly sample: number;
}

export class TargetRange {
  readonly #name: string;
  readonly #sampleSize: number;
  #smallest: Found = { value: Number.POSITIVE_INFINITY, sample: 0 };
  #largest: Found = { value: Number.NEGATIVE_INFINITY, sample: 0 };
  #fractional: Found | undefined;

  constructor(name: string, sampleSize: number) {
    this.#name = name;
    this.#sampleSize = sampleSize;
  }

  /** Takes in the values of samples from `start` on. @throws DataError for a value that is not finite. */
  include(block: Block, start: number): void {
    for (let at = 0; at < block.length; at++) {
      const value = block[at]!;
      if (value >= this.#smallest.value && value <= this.#largest.value && Number.isInteger(value)) continue;
      const found = { value, sample: start + Math.floor(at / this.#sampleSize) };
      if (!Number.isFinite(value))
        throw new DataError(this.#name, 'finite numbers', `${value} at position ${found.sample}`);
      if (value < this.#smallest.value) this.#smallest = found;
      if (value > this.#largest.value) this.#largest = found;
      if (!Number.isInteger(value)) this.#fractional ??= found;
    }
  }

  /** @throws DataError unless all values are whole numbers in [0, classes). */
  checkLabels(classes: number): void {
    const expected = `labels that are whole numbers in [0, ${classes})`;
    const wrong =
      this.#fractional ??
      (this.#smallest.value < 0 ? this.#smallest : undefined) ??
      (this.#largest.value >= classes ? this.#largest : undefined);
    if (wrong !== undefined) throw new DataError(this.#name, expected, `${wrong.value} at position ${wrong.sample}`);
  }
}
