/**
 * What models know of streams: what a stream does for them. How it does it comes with `streamDataset`, so that a page that
 * streams nothing does not carry it.
 */
import type { Device, TypedArray } from '@inkgrad/tensor';
import type { EvaluationRange } from '../inference/compile-evaluation.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import type { Logs } from '../training/history.ts';
import type { Training } from '../training/training.ts';
import type { ArrayData } from './nd-array.ts';
import type { ClassWeight } from './sample-weights.ts';

/** Samples or targets in memory; several inputs or outputs by name. */
export type BlockData = ArrayData | Readonly<Record<string, ArrayData>>;

/** Some samples, [n, …] with n at will, their targets, and factors of their losses. Predictions need samples only. */
export type StreamBlock =
  | readonly [x: BlockData]
  | readonly [x: BlockData, y: BlockData]
  | readonly [x: BlockData, y: BlockData, sampleWeight: ArrayData];

/** The blocks of an epoch. */
export type StreamBlocks = Iterable<StreamBlock> | AsyncIterable<StreamBlock>;

/** How a stream is shuffled, and what it is called. */
export interface StreamOptions {
  /** Samples among which the next one is drawn; 0, the order in which they come, by default. */
  readonly shuffleBuffer?: number;
  /** What is drawn is a function of it and the epoch: a whole number in [0, 2⁵³); 0 by default. */
  readonly seed?: number;
  /** What it is called where a training is continued, "stream" by default: give another name to other data. */
  readonly name?: string;
}

/** What a training on a stream is told, of the options of `fit`. */
export interface StreamTrainingOptions {
  readonly batchSize: number;
  readonly device: Device | undefined;
  readonly initialEpoch: number;
  readonly stepsPerChunk: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly terminateOnNaN: boolean;
  readonly classWeight: ClassWeight | undefined;
}

/** Passes over a stream in inference mode. */
export interface StreamEvaluator {
  run(range: Omit<EvaluationRange, 'first' | 'count' | 'weights'>): Promise<Logs>;
  /** Frees what is kept from pass to pass. */
  dispose(): void;
}

/** Samples to be answered. */
export interface StreamBatch {
  readonly built: BuiltModel;
  readonly size: number;
  /** In the order of the model's inputs; overwritten by the next batch. */
  readonly inputs: readonly TypedArray[];
}

export abstract class StreamSource {
  /** As given, completed. */
  abstract get options(): Required<StreamOptions>;
  /** The blocks of an epoch, from the first on. @throws ArgumentError where they cannot be gone through */
  abstract blocks(epoch: number): StreamBlocks;
  /** In words, for a training that is continued. */
  abstract describe(): string;
  abstract prepareTraining(core: ModelCore, options: StreamTrainingOptions): Promise<Training>;
  abstract openEvaluation(core: ModelCore): StreamEvaluator;
  /** The samples of epoch 0 in the order in which it uses them. */
  abstract batches(core: ModelCore, batchSize: number): AsyncGenerator<StreamBatch>;
}
