/**
 * Data that comes as a stream of blocks and is never whole in memory: an iterable, made anew for every epoch. What reads it
 * is `stream-reader.ts`, what orders it `sample-flow.ts`; what models know of it `stream-source.ts`.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegativeWhole } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import { StreamEvaluation } from '../inference/stream-evaluation.ts';
import type { ModelCore } from '../model/model-core.ts';
import { prepareStream } from '../training/stream-training.ts';
import type { Training } from '../training/training.ts';
import { arraysFor } from './sample-flow.ts';
import { StreamReader } from './stream-reader.ts';
import {
  type StreamBatch,
  type StreamBlocks,
  type StreamEvaluator,
  type StreamOptions,
  StreamSource,
  type StreamTrainingOptions,
} from './stream-source.ts';
import { flowOf, layOut } from './stream-window.ts';

/** Made by `streamDataset`; `fit`, `evaluate` and `predict` take it instead of x and y. */
export class StreamDataset extends StreamSource {
  readonly #read: (epoch: number) => StreamBlocks;
  readonly #options: Required<StreamOptions>;

  /** Use `streamDataset(…)`. */
  constructor(read: (epoch: number) => StreamBlocks, options: Required<StreamOptions>) {
    super();
    this.#read = read;
    this.#options = options;
  }

  get options(): Required<StreamOptions> {
    return this.#options;
  }

  /** The blocks of an epoch, as the source gives them. */
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

  /** For `fit`: makes a training out of the stream. */
  prepareTraining(core: ModelCore, options: StreamTrainingOptions): Promise<Training> {
    return prepareStream(core, this, options);
  }

  /** For `evaluate`: makes an evaluation out of the stream. */
  openEvaluation(core: ModelCore): StreamEvaluator {
    return new StreamEvaluation(core, this);
  }

  /** For `predict`: the samples, batch by batch. */
  async *batches(core: ModelCore, batchSize: number): AsyncGenerator<StreamBatch> {
    const reader = await StreamReader.open(this, 0);
    try {
      const { built, layout } = layOut(core, reader.first);
      const { parts } = layout;
      const flow = flowOf(this, reader, layout, 0);
      const arrays = arraysFor(parts, batchSize);
      const order = built.inputs.map(({ name }) =>
        Math.max(
          0,
          parts.findIndex((own) => own.name === name),
        ),
      );
      for (let size = batchSize; size === batchSize; ) {
        size = await flow.fill(arrays, batchSize);
        if (size > 0) yield { built, size, inputs: order.map((at) => arrays[at]!.subarray(0, size * parts[at]!.size)) };
      }
    } finally {
      await reader.close();
    }
  }

  /** What the stream holds, for messages. */
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
 * async function* blocks(epoch) {
 *   for (let block = 0; block < 3; block++) yield [x, y]; // as a file or a network gives them
 * }
 * await model.fit(streamDataset(blocks, { shuffleBuffer: 8, seed: 1 }), { epochs: 2, batchSize: 4 });
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
