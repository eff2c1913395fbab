/**
 * The part of a stream that is on the device: some batches, as a data set whose buffers are filled anew, so that what is
 * compiled for it serves the whole stream.
 */
import type { Device, DeviceBuffer, DType, TypedArray } from '@inkgrad/tensor';
import { DataError } from '../errors.ts';
import { targetsOf } from '../losses/read-loss.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { checkTargets } from '../training/check-targets.ts';
import type { OutputObjective } from '../training/objective.ts';
import { checkFinite, checkWhole } from './check-block.ts';
import { Dataset, type DatasetInput, featuresName, type Targets } from './dataset.ts';
import type { NumberArray } from './number-array.ts';
import { arraysFor, type Convert, type FlowField, SampleFlow } from './sample-flow.ts';
import { checkFactors } from './sample-weights.ts';
import { type Block, type BlockPart, type StreamReader, sampleSizeOf } from './stream-reader.ts';
import type { StreamSource } from './stream-source.ts';
import { TargetRange } from './target-range.ts';

/** Elements of all arrays of a window, about. */
const windowElements = 1 << 19;
/** Batches of a window, at most. */
const mostBatches = 64;

/** The parts of a block that are used, and what they become. */
export interface StreamLayout {
  readonly parts: readonly (BlockPart & FlowField)[];
  readonly convert: Convert;
}

/**
 * How a model uses the blocks of a stream, which it is built for where it was not.
 * @param objectives of the outputs; absent for predictions, which need samples only
 * @throws DataError, LayerShapeError for samples or targets that the model cannot take
 */
export function layOut(
  core: ModelCore,
  first: Block,
  objectives?: (built: BuiltModel) => readonly OutputObjective[],
): { readonly built: BuiltModel; readonly layout: StreamLayout } {
  const inputs = first.parts.filter(({ kind }) => kind === 'x');
  const samples = inputs.map(({ name, array }) => {
    return { name, sampleShape: array.shape.slice(1), dtype: core.inputType(name), features: { entries: undefined } };
  });
  const built = core.buildFor({ sampleShape: samples[0]!.sampleShape, inputs: samples });
  const outputs = objectives?.(built);
  const used = outputs === undefined ? inputs : first.parts;
  const parts = used.map((own) => ({
    ...own,
    part: first.parts.indexOf(own),
    size: sampleSizeOf(own),
    dtype: dtypeOf(own, core, outputs),
  }));
  const convert: Convert = (block) => {
    if (outputs !== undefined) checkTargets(built, outputs, { targets: targetsIn(block) });
    return parts.map((own) => converted(own, block.parts[own.part]!.array.data, block.start));
  };
  return { built, layout: { parts, convert } };
}

function dtypeOf({ kind, name }: BlockPart, core: ModelCore, outputs: readonly OutputObjective[] | undefined): DType {
  if (kind === 'x') return core.inputType(name);
  if (kind === 'sampleWeight') return 'f32';
  const own = outputs!.find(({ output }) => output.name === name) ?? outputs![0]!;
  return targetsOf(own.loss) === 'labels' ? 'i32' : 'f32';
}

function targetsIn({ parts, start }: Block): Pick<Targets, 'name' | 'sampleShape' | 'range'>[] {
  return parts
    .filter(({ kind }) => kind === 'y')
    .map((part) => {
      const range = new TargetRange(part.title, sampleSizeOf(part));
      range.include(part.array.data, start);
      return { name: part.name, sampleShape: part.array.shape.slice(1), range };
    });
}

function converted({ kind, title, size, dtype }: BlockPart & FlowField, data: NumberArray, start: number): TypedArray {
  if (kind === 'x') {
    const told = { name: title, sampleSize: size };
    if (dtype === 'f32') checkFinite(told, data, start);
    else checkWhole(told, data, start);
  }
  if (kind === 'sampleWeight') {
    if (size !== 1) throw new DataError(title, 'one weight for each sample', `${size}`);
    checkFactors(title, Float32Array.from(data), start);
  }
  if (dtype === 'f32') return data instanceof Float32Array ? data : Float32Array.from(data);
  return data instanceof Int32Array ? data : Int32Array.from(data);
}

/** A pass over a stream from its first block on. */
export function flowOf(stream: StreamSource, reader: StreamReader, layout: StreamLayout, epoch: number): SampleFlow {
  const { shuffleBuffer, seed } = stream.options;
  return new SampleFlow(reader, layout.parts, layout.convert, { shuffleBuffer, seed, epoch });
}

export class StreamWindow {
  /** Of `capacity` samples, of which the first are those of the stream. */
  readonly dataset: Dataset;
  /** Whole batches. */
  readonly capacity: number;
  /** Factors of the samples' losses, on the host, where blocks have them. */
  readonly weights: Float32Array | undefined;
  readonly #arrays: readonly TypedArray[];
  readonly #buffers: readonly (DeviceBuffer | undefined)[];
  readonly #sizes: readonly number[];

  constructor(device: Device, { parts }: StreamLayout, batch: number) {
    const each = parts.reduce((sum, { size }) => sum + size, 0);
    const batches = Math.max(1, Math.min(mostBatches, Math.floor(windowElements / (each * batch))));
    this.capacity = batches * batch;
    this.#arrays = arraysFor(parts, this.capacity);
    this.#sizes = parts.map(({ size }) => size);
    const weightsAt = parts.findIndex(({ kind }) => kind === 'sampleWeight');
    this.weights = weightsAt < 0 ? undefined : (this.#arrays[weightsAt] as Float32Array);
    this.#buffers = parts.map(({ kind, dtype, size }) =>
      kind === 'sampleWeight' ? undefined : device.allocate(dtype, this.capacity * size),
    );
    const inputs = parts.flatMap((own, at): DatasetInput[] =>
      own.kind === 'x' ? [inputOf(own, this.#buffers[at]!)] : [],
    );
    const targets = parts.flatMap((own, at): Targets[] => {
      const { kind, name, array, dtype, title, size } = own;
      if (kind !== 'y') return [];
      const range = new TargetRange(title, size);
      return [{ name, buffer: this.#buffers[at]!, sampleShape: array.shape.slice(1), dtype, range }];
    });
    this.dataset = new Dataset(device, this.capacity, inputs, targets, '');
  }

  /** The next samples of a pass, on the device. @returns how many */
  async fill(flow: SampleFlow): Promise<number> {
    const filled = await flow.fill(this.#arrays, this.capacity);
    for (const [at, buffer] of this.#buffers.entries()) {
      await buffer?.write(this.#arrays[at]!.subarray(0, filled * this.#sizes[at]!));
    }
    return filled;
  }

  dispose(): void {
    this.dataset.dispose();
  }
}

function inputOf({ name, array, dtype }: BlockPart & FlowField, buffer: DeviceBuffer): DatasetInput {
  const buffers = { [featuresName(name)]: buffer };
  const features = { storage: 'dense', density: 1, entries: undefined, buffers } as const;
  return { name, sampleShape: array.shape.slice(1), dtype, features };
}
