/**
 * Samples and targets on a device. Several models, and training and validation of one model, can share one upload.
 */
import type { Device, DeviceBuffer, DType, Shape } from '@inkgrad/tensor';
import { DataError, ModelStateError } from '../errors.ts';
import { allFinite } from './all-finite.ts';
import { blockElements, type Features, type StorageChoice, uploadFeatures } from './features.ts';
import { type ArrayLike, asTyped, type CheckedSource, openSource } from './source.ts';
import { TargetRange } from './target-range.ts';

export interface Targets {
  readonly buffer: DeviceBuffer;
  /** Shape of one sample's target; [] for labels. */
  readonly sampleShape: Shape;
  readonly dtype: DType;
  readonly range: TargetRange;
}

let nextId = 0;

/** Made by `uploadDataset`; belongs to whoever made it, models only read it. */
export class Dataset {
  readonly device: Device;
  /** Number of samples. */
  readonly count: number;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Tells data sets apart, also after one is disposed. */
  readonly id: number = nextId++;
  readonly #features: Features;
  readonly #targets: Targets | undefined;
  readonly #dependents = new Set<(dataset: Dataset) => void>();
  #isDisposed = false;

  constructor(device: Device, count: number, sampleShape: Shape, features: Features, targets: Targets | undefined) {
    this.device = device;
    this.count = count;
    this.sampleShape = sampleShape;
    this.#features = features;
    this.#targets = targets;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** How the samples are stored, and the buffers that hold them. */
  get features(): Features {
    this.#checkOpen();
    return this.#features;
  }

  /** Whether the samples are stored whole or without their zeros. */
  get storage(): Features['storage'] {
    return this.#features.storage;
  }

  get targets(): Targets | undefined {
    this.#checkOpen();
    return this.#targets;
  }

  /** Calls `release` when this is disposed, so that what was compiled for it can go too. */
  onDispose(release: (dataset: Dataset) => void): void {
    this.#dependents.add(release);
  }

  offDispose(release: (dataset: Dataset) => void): void {
    this.#dependents.delete(release);
  }

  /** Frees the device's memory. Doing it twice does nothing. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const release of this.#dependents) release(this);
    this.#dependents.clear();
    for (const buffer of Object.values(this.#features.buffers)) buffer.dispose();
    this.#targets?.buffer.dispose();
  }

  #checkOpen(): void {
    if (this.#isDisposed) throw new ModelStateError('this data set has been disposed of; upload it again.');
  }
}

/**
 * Brings samples and their targets to a device, in blocks of at most 4 MiB.
 * @param x samples [N, …]: typed array, NdArray, nested numbers or a DataSource; becomes f32
 * @param y targets [N, …]: whole-number labels or values; absent for data that is only to be predicted
 * @param names what the data is called in errors; "x" and "y" by default
 * @param storage whole ('dense') or without zeros ('sparse'); by default what is faster on the device
 * @throws DataError for empty data, counts that differ, or samples with NaN or infinite elements.
 */
export async function uploadDataset(
  device: Device,
  x: ArrayLike,
  y?: ArrayLike,
  names: { readonly x: string; readonly y: string } = { x: 'x', y: 'y' },
  storage: StorageChoice = 'auto',
): Promise<Dataset> {
  const samples = openSource(names.x, x);
  const targets = y === undefined ? undefined : openSource(names.y, y);
  if (targets !== undefined && targets.count !== samples.count) {
    throw new DataError(names.y, `${samples.count} targets, one for each sample of ${names.x}`, `${targets.count}`);
  }
  const features = await uploadFeatures(device, samples, storage, (block, start) => checkFinite(samples, block, start));
  try {
    const uploaded = targets === undefined ? undefined : await uploadTargets(device, targets);
    return new Dataset(device, samples.count, samples.sampleShape, features, uploaded);
  } catch (error) {
    for (const buffer of Object.values(features.buffers)) buffer.dispose();
    throw error;
  }
}

async function uploadTargets(device: Device, targets: CheckedSource): Promise<Targets> {
  const dtype: DType = (await targets.read(0, 1)) instanceof Float32Array ? 'f32' : 'i32';
  const range = new TargetRange(targets.name, targets.sampleSize);
  const buffer = await upload(device, targets, dtype, (block, start) => range.include(block, start));
  return { buffer, sampleShape: targets.sampleShape, dtype, range };
}

type Block = Float32Array | Int32Array | Uint8Array;

async function upload(
  device: Device,
  source: CheckedSource,
  dtype: DType,
  inspect: (block: Block, start: number) => void,
): Promise<DeviceBuffer> {
  const buffer = device.allocate(dtype, source.count * source.sampleSize);
  try {
    const rows = Math.max(1, Math.floor(blockElements / source.sampleSize));
    for (let start = 0; start < source.count; start += rows) {
      const block = await source.read(start, Math.min(rows, source.count - start));
      inspect(block, start);
      await buffer.write(asTyped(source.name, dtype, block), start * source.sampleSize);
    }
    return buffer;
  } catch (error) {
    buffer.dispose();
    throw error;
  }
}

function checkFinite(source: CheckedSource, block: Block, start: number): void {
  if (!(block instanceof Float32Array)) return;
  if (allFinite(block)) return;
  const at = block.findIndex((value) => !Number.isFinite(value));
  const sample = start + Math.floor(at / source.sampleSize);
  throw new DataError(
    source.name,
    'finite numbers',
    `${block[at]} in sample ${sample}, element ${at % source.sampleSize}`,
  );
}
