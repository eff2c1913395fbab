/**
 * The samples of a stream in the order in which they are used, copied into arrays as many at a time as these hold: as they
 * come, or each drawn from a buffer of those that came.
 */
import { type DType, type TypedArray, uniform } from '@inkgrad/tensor';
import { shuffleStream } from '../model/streams.ts';
import type { Block, StreamReader } from './stream-reader.ts';

/** An array of each block that is used, and what it becomes. */
export interface FlowField {
  /** Its place among the parts of a block. */
  readonly part: number;
  readonly dtype: DType;
  /** Elements of a sample. */
  readonly size: number;
}

/** Checks a block and gives its fields as they are used. @throws DataError */
export type Convert = (block: Block) => readonly TypedArray[];

/** Random numbers that are drawn at once. */
const drawnAtOnce = 4096;

export class SampleFlow {
  readonly #reader: StreamReader;
  readonly #fields: readonly FlowField[];
  readonly #convert: Convert;
  #arrays: readonly TypedArray[] = [];
  /** Samples of the block at hand, and how many of them are used. */
  #count = 0;
  #used = 0;
  /** Samples to be drawn from; none where the order stays. */
  readonly #buffer: readonly TypedArray[];
  readonly #capacity: number;
  #held = 0;
  readonly #draw: () => number;

  constructor(
    reader: StreamReader,
    fields: readonly FlowField[],
    convert: Convert,
    { shuffleBuffer, seed, epoch }: { readonly shuffleBuffer: number; readonly seed: number; readonly epoch: number },
  ) {
    this.#reader = reader;
    this.#fields = fields;
    this.#convert = convert;
    this.#capacity = shuffleBuffer;
    this.#buffer = arraysFor(fields, shuffleBuffer);
    this.#draw = numbersFor(seed, epoch);
  }

  /** Fills arrays with up to `most` samples. @returns how many; fewer at the end only */
  async fill(arrays: readonly TypedArray[], most: number): Promise<number> {
    let filled = 0;
    if (this.#capacity === 0) {
      while (filled < most) {
        const moved = await this.#pull(arrays, filled, most - filled);
        if (moved === 0) break;
        filled += moved;
      }
      return filled;
    }
    await this.#fillBuffer();
    for (; filled < most && this.#held > 0; filled++) {
      const place = Math.floor(this.#draw() * this.#held);
      this.#copy(this.#buffer, place, arrays, filled, 1);
      if ((await this.#pull(this.#buffer, place, 1)) > 0) continue;
      this.#held--;
      this.#copy(this.#buffer, this.#held, this.#buffer, place, 1);
    }
    return filled;
  }

  /** Whether there is another sample. */
  async hasMore(): Promise<boolean> {
    return this.#held > 0 || this.#used < this.#count || this.#load();
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #fillBuffer(): Promise<void> {
    while (this.#held < this.#capacity) {
      const moved = await this.#pull(this.#buffer, this.#held, this.#capacity - this.#held);
      if (moved === 0) return;
      this.#held += moved;
    }
  }

  /** Moves up to `most` samples of one block, as they come. @returns how many; none at the end */
  async #pull(arrays: readonly TypedArray[], at: number, most: number): Promise<number> {
    if (this.#used === this.#count && !(await this.#load())) return 0;
    const moved = Math.min(most, this.#count - this.#used);
    this.#copy(this.#arrays, this.#used, arrays, at, moved);
    this.#used += moved;
    return moved;
  }

  async #load(): Promise<boolean> {
    const block = await this.#reader.next();
    if (block === undefined) return false;
    this.#arrays = this.#convert(block);
    this.#count = block.count;
    this.#used = 0;
    return true;
  }

  #copy(from: readonly TypedArray[], start: number, to: readonly TypedArray[], at: number, count: number): void {
    for (const [field, { size }] of this.#fields.entries()) {
      to[field]!.set(from[field]!.subarray(start * size, (start + count) * size), at * size);
    }
  }
}

/** Room for samples. */
export function arraysFor(fields: readonly FlowField[], samples: number): TypedArray[] {
  return fields.map(({ dtype, size }) =>
    dtype === 'f32' ? new Float32Array(samples * size) : new Int32Array(samples * size),
  );
}

/** Uniform numbers in [0, 1), a function of seed and epoch. */
function numbersFor(seed: number, epoch: number): () => number {
  const [high, low] = uniform(seed, shuffleStream(epoch), 2);
  const own = Math.floor(high! * 2 ** 24) * 2 ** 24 + Math.floor(low! * 2 ** 24);
  let numbers: Float32Array = new Float32Array(0);
  let next = 0;
  return () => {
    const at = next % drawnAtOnce;
    if (at === 0) numbers = uniform(own, next / drawnAtOnce, drawnAtOnce);
    next++;
    return numbers[at]!;
  };
}
