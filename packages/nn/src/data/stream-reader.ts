/** The blocks of one pass over a stream, each checked for being one, and for being like the first. */

import { sizeOf } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import { describe, isRecord } from '../define/names.ts';
import { DataError, shapeText } from '../errors.ts';
import { isPicture, type NdArray, toNdArray } from './nd-array.ts';
import { isNumberArray } from './number-array.ts';
import type { StreamBlock, StreamSource } from './stream-source.ts';

/** An array of a block. */
export interface BlockPart {
  /** "x", "y" or "sampleWeight". */
  readonly kind: 'x' | 'y' | 'sampleWeight';
  /** Of the input or output; undefined where there is one array. */
  readonly name: string | undefined;
  /** In errors. */
  readonly title: string;
  readonly array: NdArray;
}

export interface Block {
  /** Samples of the pass before this block. */
  readonly start: number;
  readonly count: number;
  readonly parts: readonly BlockPart[];
}

export class StreamReader {
  readonly #iterator: Iterator<StreamBlock> | AsyncIterator<StreamBlock>;
  #first: Block | undefined;
  #count = 0;
  #isRead = false;
  #isEnded = false;

  private constructor(iterator: Iterator<StreamBlock> | AsyncIterator<StreamBlock>) {
    this.#iterator = iterator;
  }

  /** Reads up to the first block. @throws DataError for a stream without a sample */
  static async open(stream: StreamSource, epoch: number): Promise<StreamReader> {
    const blocks = stream.blocks(epoch);
    const iterator = Symbol.asyncIterator in blocks ? blocks[Symbol.asyncIterator]() : blocks[Symbol.iterator]();
    const reader = new StreamReader(iterator);
    try {
      reader.#first = await reader.#read();
      if (reader.#first === undefined) throw new DataError('stream', 'at least one sample', `none in epoch ${epoch}`);
      return reader;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  /** The first block, which tells shapes; `next` gives it too. */
  get first(): Block {
    return this.#first!;
  }

  /** The next block that has samples; undefined after the last. */
  async next(): Promise<Block | undefined> {
    if (this.#isRead) return this.#read();
    this.#isRead = true;
    return this.#first;
  }

  /** Ends the stream, so that whoever gives the blocks can close its files: once, and not where it came to its own end. */
  async close(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#iterator.return?.();
  }

  async #pull(): Promise<IteratorResult<StreamBlock>> {
    try {
      const pulled = await this.#iterator.next();
      if (pulled.done === true) this.#isEnded = true;
      return pulled;
    } catch (error) {
      // As in a loop of the language: what failed has ended.
      this.#isEnded = true;
      throw error;
    }
  }

  async #read(): Promise<Block | undefined> {
    for (;;) {
      await turn();
      const { done, value } = await this.#pull();
      if (done === true) return undefined;
      const parts = partsOf(value);
      const count = countOf(parts);
      if (count === 0) continue;
      if (this.#first !== undefined) checkLike(this.#first.parts, parts, this.#count);
      const start = this.#count;
      this.#count += count;
      return { start, count, parts };
    }
  }
}

const kinds = ['x', 'y', 'sampleWeight'] as const;

function partsOf(block: unknown): BlockPart[] {
  if (!Array.isArray(block) || block.length === 0 || block.length > kinds.length) {
    throw new DataError('stream', 'blocks [x], [x, y] or [x, y, sampleWeight]', describe(block));
  }
  return block.flatMap((data: unknown, at): BlockPart[] => {
    const kind = kinds[at]!;
    const isNamed =
      isRecord(data) && !('shape' in data) && !isNumberArray(data) && !isPicture(data) && !Array.isArray(data);
    if (!isNamed || kind === 'sampleWeight') {
      return [{ kind, name: undefined, title: kind, array: toNdArray(kind, data) }];
    }
    return Object.entries(data).map(([name, own]) => {
      const title = `${kind} "${name}"`;
      return { kind, name, title, array: toNdArray(title, own) };
    });
  });
}

function countOf(parts: readonly BlockPart[]): number {
  const count = parts[0]?.array.shape[0];
  if (count === undefined) throw new DataError('stream', 'blocks of samples', 'a block without an array');
  const other = parts.find(({ array }) => array.shape[0] !== count);
  if (other === undefined) return count;
  throw new DataError(other.title, `${plural(count, 'sample')} in a block, as in x`, `${other.array.shape[0]}`);
}

/** @throws DataError for a block of other arrays or other shapes */
function checkLike(first: readonly BlockPart[], parts: readonly BlockPart[], start: number): void {
  const text = (list: readonly BlockPart[]): string =>
    list.map(({ title, array }) => `${title} ${shapeText(array.shape.slice(1))}`).join(', ');
  if (text(first) === text(parts)) return;
  throw new DataError(
    'stream',
    `blocks like the first, of ${text(first)} a sample`,
    `${text(parts)} from sample ${start} on`,
  );
}

/** Elements of a sample. */
export const sampleSizeOf = ({ array }: BlockPart): number => sizeOf(array.shape.slice(1));
