/**
 * NumPy's `.npy` format, versions 1 to 3: a magic number, a header that is a Python dictionary, the numbers.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { plural } from '@inkgrad/tensor/text';
import { DataError } from '../../errors.ts';

export interface NumpyArray {
  readonly shape: readonly number[];
  /** Row by row: bytes where the file has them, else float64. */
  readonly values: Uint8Array | Float64Array;
  /** Whether the type of the numbers is one of whole numbers, or of truth values. */
  readonly areWhole: boolean;
}

type Read = (view: DataView, offset: number, isLittle: boolean) => number;

/** By NumPy's letter and size. A whole number of 64 bits is taken to the nearest float64. */
const readers: Readonly<Record<string, Read>> = {
  f4: (view, offset, isLittle) => view.getFloat32(offset, isLittle),
  f8: (view, offset, isLittle) => view.getFloat64(offset, isLittle),
  i1: (view, offset) => view.getInt8(offset),
  i2: (view, offset, isLittle) => view.getInt16(offset, isLittle),
  i4: (view, offset, isLittle) => view.getInt32(offset, isLittle),
  i8: (view, offset, isLittle) => Number(view.getBigInt64(offset, isLittle)),
  u1: (view, offset) => view.getUint8(offset),
  u2: (view, offset, isLittle) => view.getUint16(offset, isLittle),
  u4: (view, offset, isLittle) => view.getUint32(offset, isLittle),
  u8: (view, offset, isLittle) => Number(view.getBigUint64(offset, isLittle)),
  b1: (view, offset) => view.getUint8(offset),
};

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Sizes beyond this are no array that a memory holds. */
const mostValues = 2 ** 31;

interface Header {
  readonly text: string;
  /** Where the numbers begin. */
  readonly end: number;
}

function headerOf(bytes: Uint8Array, file: string): Header {
  if (!magic.every((byte, index) => bytes[index] === byte)) {
    throw new DataError(file, 'is no .npy array: it does not begin with NumPy’s magic number.', { offset: 0 });
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) {
    const sentence = `is of version ${version} of the .npy format; 1 to 3 are known.`;
    throw new DataError(file, sentence, { offset: 6, expected: '1 to 3', found: version });
  }
  const start = version === 1 ? 10 : 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start) throw new DataError(file, 'is truncated inside its header.', { offset: bytes.length });
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < end) throw new DataError(file, 'is truncated inside its header.', { offset: bytes.length });
  return { text: new TextDecoder().decode(bytes.subarray(start, end)), end };
}

/** @throws DataError for anything but an array of numbers, stored row by row, that is all there */
export function readNpy(bytes: Uint8Array, file: string): NumpyArray {
  const { text, end } = headerOf(bytes, file);
  const type = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const sizes = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text);
  if (order === null || sizes === null) throw new DataError(file, 'has a header that is not as NumPy writes it.');
  const read = type === null ? undefined : readers[type[2]!];
  if (type === null || read === undefined) {
    const found = /'descr'\s*:\s*('[^']*'|\[)/.exec(text)?.[1] ?? 'nothing';
    throw new DataError(file, `holds values of type ${found}; numbers are expected, save it with x.astype('float32').`);
  }
  if (order[1] === 'True') {
    throw new DataError(file, 'is stored column by column; save it with numpy.ascontiguousarray(x).');
  }
  const shape = sizes[1]!.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  const count = shape.reduce((product, size) => product * size, 1);
  const size = Number(type[2]!.slice(1));
  const expected = count * size;
  if (!(count <= mostValues) || bytes.length - end !== expected) {
    const sentence = `its header says ${plural(count, 'number')} (${expected} bytes), and ${bytes.length - end} bytes follow.`;
    throw new DataError(file, sentence, { offset: end, expected, found: bytes.length - end });
  }
  const areWhole = !type[2]!.startsWith('f');
  if (type[2] === 'u1') return { shape, values: bytes.subarray(end), areWhole };
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, expected);
  const isLittle = type[1] !== '>';
  return { shape, values: Float64Array.from({ length: count }, (_, at) => read(view, at * size, isLittle)), areWhole };
}
