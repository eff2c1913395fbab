/**
 * An IDX file of whole numbers of any shape, as data sets other than MNIST have them: letters, other sizes, colours. What
 * MNIST itself must be, `idx.ts` and `idx-labels.ts` check.
 *
 * Source: http://yann.lecun.com/exdb/mnist/ (archived), "the IDX file format".
 */
import { DataError } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { integerTypes, unsignedByte } from './idx-integer.ts';

export interface IdxArray {
  readonly shape: readonly number[];
  /** A view of the file where it holds bytes. */
  readonly values: Uint8Array | Int32Array;
}

/** @throws DataError for what is no IDX file of whole numbers, or is longer or shorter than its header says */
export function decodeIdxArray(bytes: Uint8Array, file: string): IdxArray {
  const [zero, alsoZero, typeByte, rank = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0 || rank < 1) {
    throw new DataError(file, 'not an IDX file: it does not begin with two zero bytes, a type and a number of axes.');
  }
  const type = integerTypes.get(typeByte!);
  if (type === undefined) {
    const sentence = `holds values of type 0x${typeByte!.toString(16).padStart(2, '0')}; whole numbers are expected (0x08, 0x09, 0x0b or 0x0c).`;
    throw new DataError(file, sentence, { offset: 2, found: typeByte! });
  }
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    const sentence = `truncated inside the header: expected ${headerBytes} bytes, found ${bytes.length}.`;
    throw new DataError(file, sentence, { offset: bytes.length, expected: headerBytes, found: bytes.length });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = headerBytes + count * type.bytes;
  if (count === 0) throw new DataError(file, `holds nothing: its shape is [${shape.join(', ')}].`, { offset: 4 });
  if (bytes.length !== expected) {
    const sentence = `its header says ${plural(count, 'value')}, ${expected} bytes with it; the file has ${bytes.length}.`;
    throw new DataError(file, sentence, { offset: Math.min(bytes.length, expected), expected, found: bytes.length });
  }
  if (typeByte === unsignedByte) return { shape, values: bytes.subarray(headerBytes) };
  const values = Int32Array.from({ length: count }, (_, at) => type.read(view, headerBytes + at * type.bytes));
  return { shape, values };
}
