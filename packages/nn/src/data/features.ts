/**
 * The samples of a data set on a device: whole, or without their zeros where that is the faster way to multiply them.
 * Which of the two is decided by the share of elements that are not zero, and told by `Dataset.storage`.
 */
import { type Device, type DeviceBuffer, RowCompressor } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
import { allFinite } from './all-finite.ts';
import { asTyped, type CheckedSource } from './source.ts';

/** Elements that cross to the device at once: half a MiB, in a millisecond or two, so that a page can go on between. */
export const blockElements = 1 << 17;

/** "auto" stores without zeros where the device prefers it, rows are long and at most 35 % of the elements are not 0. */
export type StorageChoice = 'auto' | 'dense' | 'sparse';

/** Above this share, skipping zeros costs more than multiplying by them. */
const sparseDensity = 0.35;
/** Shorter rows are not worth their indices. */
const sparseColumns = 64;

export interface Features {
  readonly storage: 'dense' | 'sparse';
  /** Share of elements that are not zero; 1 where nobody counted. */
  readonly density: number;
  /** Elements stored without zeros; undefined for dense storage. */
  readonly entries: number | undefined;
  /** By the names of the inputs that programs declare. */
  readonly buffers: Readonly<Record<string, DeviceBuffer>>;
}

type Block = Float32Array | Int32Array | Uint8Array;

/**
 * @param inspect refuses what cannot be stored: sees a block and its first sample, unless a look at the entries was enough
 * @param name what programs call the samples
 */
export async function uploadFeatures(
  device: Device,
  source: CheckedSource,
  choice: StorageChoice,
  inspect: (block: Block, start: number) => void,
  name: string,
): Promise<Features> {
  const rows = Math.max(1, Math.floor(blockElements / source.sampleSize));
  const read = async (start: number): Promise<BlockRead> => {
    await turn();
    const block = await source.read(start, Math.min(rows, source.count - start));
    return { block: asTyped(source.name, 'f32', block) as Float32Array, inspect: () => inspect(block, start) };
  };
  // The first block speaks for all, so that no element is read twice.
  const first = await read(0);
  const density = densityOf(first.block);
  const suits = device.prefersSparseRows && source.sampleSize >= sparseColumns && density <= sparseDensity;
  const sparse = choice === 'sparse' || (choice === 'auto' && suits);
  const upload = sparse ? uploadSparse : uploadDense;
  return upload(device, source, rows, (start) => (start === 0 ? Promise.resolve(first) : read(start)), density, name);
}

interface BlockRead {
  readonly block: Float32Array;
  /** Throws if the block cannot be stored. */
  inspect(): void;
}

function densityOf(block: Float32Array): number {
  let zeros = 0;
  for (let at = 0; at < block.length; at++) if (block[at] === 0) zeros++;
  return 1 - zeros / block.length;
}

async function uploadDense(
  device: Device,
  source: CheckedSource,
  rows: number,
  read: (start: number) => Promise<BlockRead>,
  _density: number,
  name: string,
): Promise<Features> {
  const features = device.allocate('f32', source.count * source.sampleSize);
  try {
    for (let start = 0; start < source.count; start += rows) {
      const { block, inspect } = await read(start);
      inspect();
      await features.write(block, start * source.sampleSize);
    }
  } catch (error) {
    features.dispose();
    throw error;
  }
  return { storage: 'dense', density: 1, entries: undefined, buffers: { [name]: features } };
}

async function uploadSparse(
  device: Device,
  source: CheckedSource,
  rows: number,
  read: (start: number) => Promise<BlockRead>,
  density: number,
  name: string,
): Promise<Features> {
  const size = source.count * source.sampleSize;
  const compressor = new RowCompressor(
    source.count,
    source.sampleSize,
    Math.ceil(1.1 * density * size) + blockElements,
  );
  for (let start = 0; start < source.count; start += rows) {
    const { block, inspect } = await read(start);
    const before = compressor.entries;
    compressor.append(block);
    // A number that is not finite is an entry.
    if (!allFinite(compressor.values.subarray(before, compressor.entries))) inspect();
  }
  const { segmentStart, columnIndex, values, entries } = compressor;
  const buffers: Record<string, DeviceBuffer> = {};
  const add = async (part: string, data: Float32Array | Int32Array): Promise<void> => {
    const buffer = device.allocate(data instanceof Float32Array ? 'f32' : 'i32', data.length);
    buffers[`${name}/${part}`] = buffer;
    for (let at = 0; at < data.length; at += blockElements) {
      await turn();
      await buffer.write(data.subarray(at, at + blockElements), at);
    }
  };
  try {
    await add('segmentStart', segmentStart);
    await add('columnIndex', columnIndex.subarray(0, entries));
    await add('values', values.subarray(0, entries));
  } catch (error) {
    for (const buffer of Object.values(buffers)) buffer.dispose();
    throw error;
  }
  return { storage: 'sparse', density: entries / size, entries, buffers };
}
