/**
 * Labels in the IDX format, as data sets have them: bytes as MNIST's, wider integers, and a table whose first column is
 * the digit, as QMNIST's (32-bit integers [n, 8], with the writer and others behind it). Errors are `idx.ts`'s.
 *
 * Sources: http://yann.lecun.com/exdb/mnist/ (archived), "the IDX file format"; https://github.com/facebookresearch/qmnist
 */
import { classCount, DataError } from '@inkgrad/experiments';
import { checkLength, decodeBytes, type IdxContents, labelsMagic, readCount } from './idx.ts';
import { type IntegerType, int32, integerTypes, unsignedByte } from './idx-integer.ts';

/** Columns of QMNIST's labels. */
const tableColumns = 8;

function checkLabel(value: number, index: number, offset: number, file: string): void {
  if (value >= 0 && value < classCount) return;
  const expected = `0 to ${classCount - 1}`;
  const sentence = `label ${index} at offset ${offset} is ${value}, expected ${expected}.`;
  throw new DataError(file, sentence, { offset, expected, found: value });
}

function columnsOf(view: DataView, type: IntegerType, rank: number, file: string): number {
  if (rank === 1) return 1;
  const columns = view.getUint32(8);
  if (columns === 1 || (columns === tableColumns && type === integerTypes.get(int32))) return columns;
  const sentence = `expected 1 column of labels, or ${tableColumns} of 32 bits as QMNIST has, at offset 8, found ${columns}.`;
  throw new DataError(file, sentence, { offset: 8, expected: `1 or ${tableColumns}`, found: columns });
}

/** Labels of integers of any width, in one axis or in the first column of a table. */
function decodeIntegers(bytes: Uint8Array, file: string, type: IntegerType, rank: number): IdxContents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = 4 + 4 * rank;
  const count = readCount(bytes, view, headerBytes, 'labels', file);
  const rowBytes = columnsOf(view, type, rank, file) * type.bytes;
  checkLength(bytes, headerBytes + count * rowBytes, count, 'labels', file);
  const values = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const offset = headerBytes + index * rowBytes;
    const value = type.read(view, offset);
    checkLabel(value, index, offset, file);
    values[index] = value;
  }
  return { count, values };
}

/**
 * Reads labels, each from 0 to 9: bytes [count], which stay a view of the file; integers of 8, 16 or 32 bits, [count] or
 * [count, 1]; or integers of 32 bits [count, 8], of which the first column is taken.
 *
 * @param file the name that errors give
 * @throws DataError if a header field, the length or a label is not what it should be
 */
export function decodeIdxLabels(bytes: Uint8Array, file: string): IdxContents {
  const [zero, alsoZero, typeByte, rank] = bytes;
  const type = zero === 0 && alsoZero === 0 ? integerTypes.get(typeByte!) : undefined;
  if (type !== undefined && (rank === 1 || rank === 2) && !(typeByte === unsignedByte && rank === 1)) {
    return decodeIntegers(bytes, file, type, rank);
  }
  const contents = decodeBytes(bytes, file, 'labels', labelsMagic, []);
  const index = contents.values.findIndex((label) => label >= classCount);
  if (index >= 0) checkLabel(contents.values[index]!, index, bytes.length - contents.values.length + index, file);
  return contents;
}
