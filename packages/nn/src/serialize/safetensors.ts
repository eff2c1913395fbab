/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the elements, little-endian. Reads and writes
 * F32 and I32. Names in the header keep the format's own spelling.
 * Source: https://huggingface.co/docs/safetensors/index#format
 */

import { ArgumentError, type Shape, sizeOf, type TypedArray } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { isShape } from '../data/nd-array.ts';
import { describe, isRecord } from '../define/names.ts';
import { ModelFileError, shapeText } from '../errors.ts';
import { checkKeysOnce } from '../json/check-keys-once.ts';
import { decodeText } from '../json/decode-text.ts';
import { JsonError } from '../json/json-error.ts';

/** A named array. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** The contents of a safetensors file: tensors by name, and texts about them. */
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

/**
 * The bytes of a safetensors file; the same tensors always give the same bytes, which `decodeSafetensors` reads.
 * @param tensors of names that differ, each with as many elements as its shape says
 * @param metadata texts by name
 * @throws ArgumentError, before anything is written, for what no safetensors file can hold: a name twice, the name
 * `__metadata__`, elements that do not fill the shape, another type than F32 and I32, metadata that is no text
 * @example
 * const bytes = encodeSafetensors([{ name: 'w', shape: [2], data: Float32Array.of(1, 2) }]);
 * decodeSafetensors(bytes).tensors[0].name; // → 'w'
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkTensors(tensors);
  checkMetadata(metadata);
  // Not an object: that would put names of digits first and lose one that is called "__proto__".
  const entries: string[] = [];
  const add = (name: string, value: unknown): void => {
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  };
  if (Object.keys(metadata).length > 0) add(metadataKey, metadata);
  let end = 0;
  for (const { name, shape, data } of tensors) {
    const begin = end;
    end += data.byteLength;
    add(name, { dtype: data instanceof Float32Array ? 'F32' : 'I32', shape, data_offsets: [begin, end] });
  }
  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
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

function checkTensors(tensors: readonly NamedTensor[]): void {
  const refuse = (at: number | undefined, argument: string, expected: string, received: unknown): never => {
    const where = at === undefined ? 'tensors' : `tensors[${at}]${argument}`;
    throw new ArgumentError('encodeSafetensors', where, expected, describe(received));
  };
  if (!Array.isArray(tensors)) refuse(undefined, '', 'a list of { name, shape, data }', tensors);
  const places = new Map<string, number>();
  // By index: iteration with entries() would hide that a place of the list is empty.
  for (let at = 0; at < tensors.length; at++) {
    const tensor: unknown = tensors[at];
    if (!isRecord(tensor)) refuse(at, '', 'an object { name, shape, data }', tensor);
    const { name, shape, data } = tensor as unknown as NamedTensor;
    if (typeof name !== 'string') refuse(at, '.name', 'a text', name);
    if (name === metadataKey) refuse(at, '.name', 'another name, as this one is the metadata’s', name);
    const first = places.get(name);
    if (first !== undefined) refuse(at, '.name', `a name of its own, which tensors[${first}] does not have`, name);
    places.set(name, at);
    if (!isShape(shape) || shape.length !== Object.keys(shape).length) refuse(at, '.shape', 'a shape', shape);
    if (!(data instanceof Float32Array || data instanceof Int32Array)) {
      refuse(at, '.data', 'a Float32Array or an Int32Array', data);
    }
    const needed = sizeOf(shape);
    if (data.length !== needed) {
      refuse(
        at,
        '.data',
        `of ${plural(needed, 'element')}, for the shape ${shapeText(shape)} of "${name}"`,
        data.length,
      );
    }
  }
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  // Of a Map, say, the texts would be lost.
  const prototype: unknown = isRecord(metadata) ? Object.getPrototypeOf(metadata) : undefined;
  if (prototype !== null && prototype !== Object.prototype) {
    throw new ArgumentError('encodeSafetensors', 'metadata', 'a plain object of texts', describe(metadata));
  }
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text === 'string') continue;
    throw new ArgumentError('encodeSafetensors', `metadata "${key}"`, 'a text', describe(text));
  }
}

/**
 * Reads a safetensors file, checking every field.
 * @param file what the bytes are called in errors
 * @throws ModelFileError for bytes that are truncated, no safetensors, or of an element type other than F32 and I32,
 * and for a name that stands twice
 * @example
 * const bytes = encodeSafetensors([{ name: 'w', shape: [2], data: Float32Array.of(1, 2) }]);
 * decodeSafetensors(bytes).tensors[0].data; // → [1, 2]
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'safetensors data'): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < lengthBytes) {
    throw new ModelFileError(file, 'a safetensors header of at least 8 bytes', plural(bytes.length, 'byte'));
  }
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(bytes.length - lengthBytes)) {
    const found = `a header length of ${headerBytes} in a file of ${plural(bytes.length, 'byte')}`;
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
  // The format has no byte order mark and no spaces there.
  if (bytes[0] !== 0x7b) throw new ModelFileError(file, 'a safetensors header in JSON that begins with "{"', 'none');
  try {
    // No person writes it: JSON's own reader is enough, and a page carries no other.
    const text = decodeText(bytes);
    header = JSON.parse(text);
    checkKeysOnce(text);
  } catch (cause) {
    if (!(cause instanceof JsonError || cause instanceof SyntaxError)) throw cause;
    // What a SyntaxError says is the engine's own.
    const mistake = cause instanceof JsonError ? `a mistake: ${cause.message.replace(/\.$/, '')}` : 'another text';
    throw new ModelFileError(file, 'a safetensors header in JSON', mistake, { cause });
  }
  return header as Readonly<Record<string, unknown>>;
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
