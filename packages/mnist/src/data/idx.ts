/**
 * The IDX format of the MNIST files: a big-endian header (two zero bytes, a type byte, the rank, one 32-bit size per
 * axis), then the values. Every field is checked and a fault names the file, the offset, what was expected and what was
 * found. Works on unzipped bytes in memory; files and gzip are `idx-file.ts`.
 *
 * Source: http://yann.lecun.com/exdb/mnist/ (archived), "the IDX file format".
 */
import { DataError, imageSide } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { unsignedByte } from './idx-integer.ts';

const imagesMagic = 0x00000803;
export const labelsMagic = 0x00000801;

/** How a file begins that was packed, and what unpacks it. */
const archives: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'gzip', bytes: [0x1f, 0x8b] },
  { name: 'ZIP', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { name: 'XZ', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'Zstandard', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: '7-Zip', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
];

/** What is in an IDX file of images or of labels. `values` is a view of the file's bytes where those are what is wanted. */
export interface IdxContents {
  readonly count: number;
  readonly values: Uint8Array;
}

/** Whether the bytes begin as a gzip stream does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function hex(value: number, digits = 8): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function checkMagic(bytes: Uint8Array, view: DataView, expected: number, what: string, file: string): void {
  const magic = view.getUint32(0);
  if (magic === expected) return;
  const archive = archives.find((format) => format.bytes.every((byte, index) => bytes[index] === byte));
  if (archive !== undefined) {
    const sentence = `the contents are still packed (${archive.name}); unpack the file to plain IDX first.`;
    throw new DataError(file, sentence, { offset: 0, expected: hex(expected), found: hex(magic) });
  }
  if (magic === imagesMagic || magic === labelsMagic) {
    const found = magic === imagesMagic ? 'images' : 'labels';
    const sentence = `holds ${found} (magic number ${hex(magic)} at offset 0), expected ${what} (${hex(expected)}).`;
    throw new DataError(file, sentence, { offset: 0, expected: hex(expected), found: hex(magic) });
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const sentence = `not an IDX file: expected magic number ${hex(expected)} at offset 0, found ${hex(magic)}.`;
    throw new DataError(file, sentence, { offset: 0, expected: hex(expected), found: hex(magic) });
  }
  if (bytes[2] !== unsignedByte) {
    const found = hex(bytes[2]!, 2);
    const others = what === 'labels' ? ' or whole numbers' : '';
    const sentence = `expected unsigned bytes${others} (type ${hex(unsignedByte, 2)} at offset 2), found type ${found}.`;
    throw new DataError(file, sentence, { offset: 2, expected: hex(unsignedByte, 2), found });
  }
  const rank = expected & 0xff;
  const sentence = `expected ${plural(rank, 'axis', 'axes')} for ${what} (at offset 3), found ${bytes[3]}.`;
  throw new DataError(file, sentence, { offset: 3, expected: rank, found: bytes[3]! });
}

/** @throws DataError for a file that ends inside its header, or that says it holds nothing */
export function readCount(bytes: Uint8Array, view: DataView, headerBytes: number, what: string, file: string): number {
  if (bytes.length < headerBytes) {
    const sentence = `truncated inside the header: expected ${headerBytes} bytes, found ${bytes.length}.`;
    throw new DataError(file, sentence, { offset: bytes.length, expected: headerBytes, found: bytes.length });
  }
  const count = view.getUint32(4);
  if (count > 0) return count;
  throw new DataError(file, `holds no ${what}: the count at offset 4 is 0.`, { offset: 4, found: 0 });
}

/** @throws DataError for a file that is shorter or longer than `expected`, which its header says */
export function checkLength(bytes: Uint8Array, expected: number, count: number, what: string, file: string): void {
  if (bytes.length === expected) return;
  const fault = bytes.length < expected ? 'truncated' : 'longer than its header says';
  const sentence = `${fault}: ${plural(count, what.slice(0, -1))} ${count === 1 ? 'needs' : 'need'} ${expected} bytes, the file has ${bytes.length}.`;
  throw new DataError(file, sentence, { offset: Math.min(bytes.length, expected), expected, found: bytes.length });
}

/** Checks a header of `1 + sizes.length` axes and the length of the file; returns the count and the values. */
export function decodeBytes(
  bytes: Uint8Array,
  file: string,
  what: string,
  magic: number,
  sizes: readonly { readonly name: string; readonly size: number }[],
): IdxContents {
  const headerBytes = 8 + 4 * sizes.length;
  if (bytes.length === 0) {
    throw new DataError(file, `the file is empty; expected IDX ${what}.`, { expected: headerBytes, found: 0 });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 4) checkMagic(bytes, view, magic, what, file);
  const count = readCount(bytes, view, headerBytes, what, file);
  let valuesPerItem = 1;
  for (const [axis, { name, size }] of sizes.entries()) {
    const offset = 8 + 4 * axis;
    const found = view.getUint32(offset);
    if (found !== size) {
      const sentence = `expected ${size} ${name} per image at offset ${offset}, found ${found}.`;
      throw new DataError(file, sentence, { offset, expected: size, found });
    }
    valuesPerItem *= size;
  }
  checkLength(bytes, headerBytes + count * valuesPerItem, count, what, file);
  return { count, values: bytes.subarray(headerBytes) };
}

/**
 * Reads images: u8 [count, 28, 28].
 *
 * @param file the name that errors give
 * @throws DataError if a header field or the length is not what it should be
 */
export function decodeIdxImages(bytes: Uint8Array, file: string): IdxContents {
  return decodeBytes(bytes, file, 'images', imagesMagic, [
    { name: 'rows', size: imageSide },
    { name: 'columns', size: imageSide },
  ]);
}
