/**
 * Samples and targets on a device: of one input and one output, or of several by name. Several models, and training and
 * validation of one model, can share one upload.
 */

import type { Device, DeviceBuffer, DType, Shape, TypedArray } from '@inkgrad/tensor';
import { closedBy, turn } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import { DataError, ModelStateError } from '../errors.ts';
import { checkFinite, checkWhole } from './check-block.ts';
import { type Checksum, summed } from './checksum.ts';
import { blockElements, type Features, type StorageChoice, uploadFeatures } from './features.ts';
import { type ArrayLikes, namedArrays } from './named-arrays.ts';
import { asTyped, type CheckedSource, openSource } from './source.ts';
import { TargetRange } from './target-range.ts';

/** The samples of one input. */
export interface DatasetInput {
  /** Undefined where the samples were given as one array. */
  readonly name: string | undefined;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  readonly dtype: DType;
  readonly features: Features;
}

/** The targets of one output. */
export interface Targets {
  /** Undefined where the targets were given as one array. */
  readonly name: string | undefined;
  readonly buffer: DeviceBuffer;
  /** Shape of one sample's target; [] for labels. */
  readonly sampleShape: Shape;
  readonly dtype: DType;
  readonly range: TargetRange;
}

let nextId = 0;

/** Made by `uploadDataset`; belongs to whoever made it, models only read it. */
export class Dataset {
  declare [Symbol.dispose]: () => void;

  static {
    closedBy(Dataset, 'dispose');
  }

  readonly device: Device;
  /** Number of samples. */
  readonly count: number;
  /** Of samples and targets: equal where both are, in whatever form they were given and are stored. */
  readonly checksum: string;
  /** Tells data sets apart, also after one is disposed. */
  readonly id: number = nextId++;
  readonly #inputs: readonly DatasetInput[];
  readonly #targets: readonly Targets[];
  readonly #dependents = new Set<(dataset: Dataset) => void>();
  #isDisposed = false;

  constructor(
    device: Device,
    count: number,
    inputs: readonly DatasetInput[],
    targets: readonly Targets[],
    checksum: string,
  ) {
    this.device = device;
    this.count = count;
    this.checksum = checksum;
    this.#inputs = inputs;
    this.#targets = targets;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Shape of one sample, of the first input where there are several. */
  get sampleShape(): Shape {
    return this.#inputs[0]!.sampleShape;
  }

  /** Whether the samples, of the first input, are stored whole or without their zeros. */
  get storage(): Features['storage'] {
    return this.#inputs[0]!.features.storage;
  }

  /** How the samples are stored, input by input. */
  get inputs(): readonly DatasetInput[] {
    this.#checkOpen();
    return this.#inputs;
  }

  /** None where the data is only to be predicted. */
  get targets(): readonly Targets[] {
    this.#checkOpen();
    return this.#targets;
  }

  /** Everything on the device, by the names that programs have for it. */
  get buffers(): Readonly<Record<string, DeviceBuffer>> {
    this.#checkOpen();
    return { ...buffersOf(this.#inputs, this.#targets) };
  }

  /** Calls `release` when this is disposed, so that what was compiled for it can go too. */
  onDispose(release: (dataset: Dataset) => void): void {
    this.#dependents.add(release);
  }

  /** Takes back what `onDispose` was given. */
  offDispose(release: (dataset: Dataset) => void): void {
    this.#dependents.delete(release);
  }

  /** Frees the device's memory. Doing it twice does nothing. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const release of this.#dependents) release(this);
    this.#dependents.clear();
    for (const buffer of Object.values(buffersOf(this.#inputs, this.#targets))) buffer.dispose();
  }

  #checkOpen(): void {
    if (this.#isDisposed) throw new ModelStateError('this data set has been disposed of; upload it again.');
  }
}

/** What programs call an input's features. */
export const featuresName = (name: string | undefined): string =>
  name === undefined ? 'features' : `features ${name}`;
/** What programs call an output's targets. */
export const targetsName = (name: string | undefined): string => (name === undefined ? 'targets' : `targets ${name}`);

function buffersOf(inputs: readonly DatasetInput[], targets: readonly Targets[]): Record<string, DeviceBuffer> {
  return {
    ...Object.fromEntries(inputs.flatMap(({ features }) => Object.entries(features.buffers))),
    ...Object.fromEntries(targets.map(({ name, buffer }) => [targetsName(name), buffer])),
  };
}

/**
 * Brings samples and their targets to a device, in blocks of at most 512 KiB, between which the host gets a turn.
 * @param x samples [N, …]: typed array, NdArray, nested numbers or a DataSource; several inputs by name: `{ image, age }`
 * @param y targets [N, …]: whole-number labels or values, several outputs by name; absent for data that is only to be
 * predicted
 * @param names what the data is called in errors; "x" and "y" by default
 * @param storage whole ('dense') or without zeros ('sparse'); by default what is faster on the device
 * @param dtype of the elements of an input by its name: 'i32' for indices; 'f32' by default
 * @throws DataError for empty data, counts that differ, or samples with NaN or infinite elements.
 * @example
 * const device = await openDevice('wasm', { threads: 1 });
 * const data = await uploadDataset(device, [[0], [1], [2]], [0, 1, 1]);
 * data.count; // → 3
 * data.dispose();
 * await device.dispose();
 */
export async function uploadDataset(
  device: Device,
  x: ArrayLikes,
  y?: ArrayLikes,
  names: { readonly x: string; readonly y: string } = { x: 'x', y: 'y' },
  storage: StorageChoice = 'auto',
  dtype: (input: string | undefined) => DType = () => 'f32',
): Promise<Dataset> {
  const sources = openAll(names.x, x);
  const targetSources = y === undefined ? [] : openAll(names.y, y);
  const { count } = sources[0]!.source;
  for (const { source } of [...sources, ...targetSources]) {
    if (source.count === count) continue;
    const isTarget = targetSources.some((target) => target.source === source);
    const expected = isTarget
      ? `${plural(count, 'target')}, one for each sample of ${sources[0]!.source.name}`
      : `${plural(count, 'sample')}, as in ${sources[0]!.source.name}`;
    throw new DataError(source.name, expected, `${source.count}`);
  }
  const inputs: DatasetInput[] = [];
  const targets: Targets[] = [];
  try {
    for (const { name, source } of sources) inputs.push(await uploadInput(device, name, source, storage, dtype(name)));
    for (const { name, source } of targetSources) targets.push(await uploadTargets(device, name, source));
    return new Dataset(device, count, inputs, targets, checksumOfAll([...sources, ...targetSources]));
  } catch (error) {
    for (const buffer of Object.values(buffersOf(inputs, targets))) buffer.dispose();
    throw error;
  }
}

interface NamedSource {
  readonly name: string | undefined;
  readonly source: CheckedSource;
  /** Of what was read of it. */
  readonly checksum: Checksum;
}

/** Names are a part of it, as two inputs of one shape may be exchanged; shapes are the model's. */
function checksumOfAll(sources: readonly NamedSource[]): string {
  return sources.map(({ name, checksum }) => (name === undefined ? `${checksum}` : `${name} ${checksum}`)).join(', ');
}

function openAll(what: string, arrays: ArrayLikes): NamedSource[] {
  return namedArrays(what, arrays).map(([name, value]) => ({
    name,
    ...summed(openSource(name === undefined ? what : `${what} "${name}"`, value)),
  }));
}

async function uploadInput(
  device: Device,
  name: string | undefined,
  source: CheckedSource,
  storage: StorageChoice,
  dtype: DType,
): Promise<DatasetInput> {
  const { sampleShape } = source;
  if (dtype === 'f32') {
    const inspect = (block: Block, start: number): void => checkFinite(source, block, start);
    const features = await uploadFeatures(device, source, storage, inspect, featuresName(name));
    return { name, sampleShape, dtype, features };
  }
  const inspect = (block: Block, start: number): void => checkWhole(source, block, start);
  // Whole numbers may come as f32 too; they have been looked at.
  const buffer = await upload(device, source, 'i32', inspect, (block) => Int32Array.from(block));
  const buffers = { [featuresName(name)]: buffer };
  return { name, sampleShape, dtype, features: { storage: 'dense', density: 1, entries: undefined, buffers } };
}

async function uploadTargets(device: Device, name: string | undefined, targets: CheckedSource): Promise<Targets> {
  const dtype: DType = (await targets.read(0, 1)) instanceof Float32Array ? 'f32' : 'i32';
  const range = new TargetRange(targets.name, targets.sampleSize);
  const buffer = await upload(device, targets, dtype, (block, start) => range.include(block, start));
  return { name, buffer, sampleShape: targets.sampleShape, dtype, range };
}

type Block = Float32Array | Int32Array | Uint8Array;

async function upload(
  device: Device,
  source: CheckedSource,
  dtype: DType,
  inspect: (block: Block, start: number) => void,
  convert: (block: Block) => TypedArray = (block) => asTyped(source.name, dtype, block),
): Promise<DeviceBuffer> {
  const buffer = device.allocate(dtype, source.count * source.sampleSize);
  try {
    const rows = Math.max(1, Math.floor(blockElements / source.sampleSize));
    for (let start = 0; start < source.count; start += rows) {
      await turn();
      const block = await source.read(start, Math.min(rows, source.count - start));
      inspect(block, start);
      await buffer.write(convert(block), start * source.sampleSize);
    }
    return buffer;
  } catch (error) {
    buffer.dispose();
    throw error;
  }
}
