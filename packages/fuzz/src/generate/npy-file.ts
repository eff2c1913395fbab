/** NumPy's arrays as files, and files that nearly are. */
import fc from 'fast-check';
import { damaged, joined } from './damage.ts';

const bytesOf = { '|u1': 1, '<i2': 2, '>i4': 4, '<f4': 4, '<f8': 8, '<i8': 8, '|b1': 1 } as const;
type Descr = keyof typeof bytesOf;

function npy(header: string, values: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(10);
  prefix.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(prefix.buffer).setUint16(8, header.length, true);
  return joined(prefix, new TextEncoder().encode(header), values);
}

const headerOf = (descr: string, shape: readonly number[], order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }\n`;

/** Small whole numbers in any of the types that are read. */
export function npyArray(descr: Descr, shape: readonly number[], value: (at: number) => number): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const size = bytesOf[descr];
  const values = new Uint8Array(count * size);
  const view = new DataView(values.buffer);
  for (let at = 0; at < count; at++) {
    const each = value(at);
    if (descr === '|u1' || descr === '|b1') view.setUint8(at, each);
    else if (descr === '<i2') view.setInt16(at * size, each, true);
    else if (descr === '>i4') view.setInt32(at * size, each);
    else if (descr === '<f4') view.setFloat32(at * size, each, true);
    else if (descr === '<f8') view.setFloat64(at * size, each, true);
    else view.setBigInt64(at * size, BigInt(each), true);
  }
  return npy(headerOf(descr, shape), values);
}

export const descr = fc.constantFrom(...(Object.keys(bytesOf) as Descr[]));

/** A header that promises anything, with few values behind it. */
const promising: fc.Arbitrary<Uint8Array> = fc
  .record({
    descr: fc.constantFrom('<f4', '<f8', '|S4', '|O', '<c8', '<f2', '<i8'),
    shape: fc.array(fc.oneof(fc.nat(4), fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53)), { maxLength: 5 }),
    order: fc.constantFrom('False', 'True', 'None'),
    values: fc.uint8Array({ maxLength: 64 }),
  })
  .map(({ descr: type, shape, order, values }) => npy(headerOf(type, shape, order), values));

export const badNpy = fc.oneof(
  damaged(
    fc
      .tuple(descr, fc.array(fc.nat(4), { maxLength: 3 }))
      .map(([type, shape]) => npyArray(type, shape, (at) => at % 2)),
  ),
  promising,
);
