/**
 * Data that comes as a stream of blocks and is never whole in memory: an iterable, made anew for every epoch. What reads it
 * is `stream-reader.ts`, what orders it `sample-flow.ts`.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegativeWhole } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import type { ArrayData } from './nd-array.ts';

/** Samples or targets in memory; several inputs or outputs by name. */
export type BlockData = ArrayData | Readonly<Record<string, ArrayData>>;

/** Some samples, [n, …] with n at will, their targets, and factors of their losses. Predictions need samples only. */
export type StreamBlock =
  | readonly [x: BlockData]
  | readonly [x: BlockData, y: BlockData]
  | readonly [x: BlockData, y: BlockData, sampleWeight: ArrayData];

/** The blocks of an epoch. */
export type StreamBlocks = Iterable<StreamBlock> | AsyncIterable<StreamBlock>;

export interface StreamOptions {
  /** Samples among which the next one is drawn; 0, the order in which they come, by default. */
  readonly shuffleBuffer?: number;
  /** What is drawn is a function of it and the epoch: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** What it is called where a training is continued, "stream" by default: give another name to other data. */
  readonly name?: string;
}

/** Made by `streamDataset`; `fit`, `evaluate` and `predict` take it instead of x and y. */
export class StreamDataset {
  readonly #read: (epoch: number) => StreamBlocks;
  readonly #options: Required<StreamOptions>;

  /** Use `streamDataset(…)`. */
  constructor(read: (epoch: number) => StreamBlocks, options: Required<StreamOptions>) {
    this.#read = read;
    this.#options = options;
  }

  /** As given, completed. */
  get options(): Required<StreamOptions> {
    return this.#options;
  }

  /** The blocks of an epoch, from the first on. @throws ArgumentError where they cannot be gone through */
  blocks(epoch: number): StreamBlocks {
    const blocks: unknown = this.#read(epoch);
    if (
      typeof blocks === 'object' &&
      blocks !== null &&
      (Symbol.asyncIterator in blocks || Symbol.iterator in blocks)
    ) {
      return blocks as StreamBlocks;
    }
    throw new ArgumentError('streamDataset', 'read', 'a function that gives an iterable of blocks', describe(blocks));
  }

  /** In words, for a training that is continued. */
  describe(): string {
    const { name, shuffleBuffer, seed } = this.#options;
    return shuffleBuffer === 0 ? `stream "${name}"` : `stream "${name}", shuffled by ${shuffleBuffer} and seed ${seed}`;
  }
}

/**
 * A data set that is read as it is used, of any size: in memory are one block, the shuffle buffer and the batches of some
 * milliseconds.
 * @param read gives the blocks of an epoch (0 in `evaluate` and `predict`), such as a generator: one array for x, one for y
 * @throws ArgumentError
 * @example
 * const data = streamDataset(async function* (epoch) {
 *   for await (const lines of chunksOf(file)) yield [lines.map(features), lines.map(label)];
 * }, { shuffleBuffer: 10_000, seed: 1 });
 * await model.fit(data, { epochs: 3, batchSize: 64 });
 */
export function streamDataset(read: (epoch: number) => StreamBlocks, options: StreamOptions = {}): StreamDataset {
  const where = 'streamDataset';
  if (typeof read !== 'function') {
    const expected = 'a function that gives the blocks of an epoch, as each epoch reads them anew';
    throw new ArgumentError(where, 'read', expected, describe(read));
  }
  checkKeys(where, options, ['shuffleBuffer', 'seed', 'name']);
  const { name = 'stream' } = options;
  if (typeof name !== 'string' || name === '') throw new ArgumentError(where, 'name', 'a text', describe(name));
  return new StreamDataset(read, {
    shuffleBuffer: nonNegativeWhole(where, 'shuffleBuffer', options.shuffleBuffer ?? 0),
    seed: nonNegativeWhole(where, 'seed', options.seed ?? 0),
    name,
  });
}
