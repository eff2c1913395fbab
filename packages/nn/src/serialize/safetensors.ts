/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the elements, little-endian. Reads and writes
 * F32 and I32. Names in the header keep the format's own spelling.
 * Source: https://huggingface.co/docs/safetensors/index#format
 */
import { type Shape, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { isShape } from '../data/nd-array.ts';
import { describe, isRecord } from '../define/names.ts';
import { ModelFileError, shapeText } from '../errors.ts';

/** A named array. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: TypedArray;
}

export interface Safetensors {
  /** In the order of their data. */
  readonly tensors: readonly NamedTensor[];
  /** Texts beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;
const metadataKey = '__metadata__';
const arrays = { F32: Float32Array, I32: Int32Array } as const;
type StoredType = keyof typeof arrays;

/** The bytes of a safetensors file; the same tensors always give the same bytes. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[metadataKey] = metadata;
  let end = 0;
  for (const { name, shape, data } of tensors) {
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: data instanceof Float32Array ? 'F32' : 'I32', shape, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the header put the elements at a multiple of 8.
  const headerBytes = Math.ceil(text.length / lengthBytes) * lengthBytes;
  const bytes = new Uint8Array(lengthBytes + headerBytes + end).fill(0x20, lengthBytes, lengthBytes + headerBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, lengthBytes);
  let at = lengthBytes + headerBytes;
  for (const { data } of tensors) {
    const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (const word of bits) {
      view.setUint32(at, word, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads a safetensors file, checking every field.
 * @param file what the bytes are called in errors
 * @throws ModelFileError for bytes that are truncated, no safetensors, or of an element type other than F32 and I32.
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'safetensors data'): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < lengthBytes) {
    throw new ModelFileError(file, 'a safetensors header of at least 8 bytes', `${bytes.length} bytes`);
  }
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(bytes.length - lengthBytes)) {
    const found = `a header length of ${headerBytes} in a file of ${bytes.length} bytes`;
    throw new ModelFileError(file, 'a safetensors file, whole', found);
  }
  const start = lengthBytes + Number(headerBytes);
  const header = parseHeader(bytes.subarray(lengthBytes, start), file);
  const entries = Object.entries(header).filter(([name]) => name !== metadataKey);
  const located = entries
    .map(([name, entry]) => locate(name, entry, file))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const { name, begin, end: next } of located) {
    if (begin !== end) throw new ModelFileError(file, `"${name}" to begin at byte ${end} of the data`, `byte ${begin}`);
    end = next;
  }
  if (start + end !== bytes.length) {
    throw new ModelFileError(file, `${start + end} bytes, as its header says`, `${bytes.length} bytes`);
  }
  const tensors = located.map(({ name, shape, dtype, begin }) => {
    const data = new arrays[dtype](sizeOf(shape));
    const bits = new Uint32Array(data.buffer);
    for (let at = 0; at < bits.length; at++) bits[at] = view.getUint32(start + begin + at * 4, true);
    return { name, shape, data };
  });
  return { tensors, metadata: parseMetadata(header[metadataKey], file) };
}

function parseHeader(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelFileError(file, 'a safetensors header in JSON', 'something else', { cause });
  }
  if (isRecord(header)) return header;
  throw new ModelFileError(file, 'a safetensors header that is a JSON object', describe(header));
}

interface Located {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: StoredType;
  readonly begin: number;
  readonly end: number;
}

function locate(name: string, entry: unknown, file: string): Located {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype)) {
    throw new ModelFileError(file, `"${name}" of type F32 or I32`, describe(dtype));
  }
  if (!isShape(shape)) throw new ModelFileError(file, `"${name}" with a shape`, describe(shape));
  if (!isShape(offsets) || offsets.length !== 2) {
    throw new ModelFileError(file, `"${name}" with two data_offsets`, describe(offsets));
  }
  const [begin, end] = offsets as [number, number];
  const needed = sizeOf(shape) * 4;
  if (end - begin !== needed) {
    throw new ModelFileError(file, `${needed} bytes for "${name}" ${shapeText(shape)}`, `${end - begin} bytes`);
  }
  return { name, shape, dtype: dtype as StoredType, begin, end };
}

function parseMetadata(metadata: unknown, file: string): Readonly<Record<string, string>> {
  if (metadata === undefined) return {};
  if (isRecord(metadata) && Object.values(metadata).every((text) => typeof text === 'string')) {
    return metadata as Readonly<Record<string, string>>;
  }
  throw new ModelFileError(file, `${metadataKey} of texts`, describe(metadata));
}
