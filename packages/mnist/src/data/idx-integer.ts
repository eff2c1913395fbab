/** The whole numbers that IDX files hold, by the type byte, the third of a file; all are big-endian. */

export interface IntegerType {
  readonly bytes: number;
  /** The value at an offset. */
  read(view: DataView, offset: number): number;
}

export const unsignedByte = 0x08;
export const int32 = 0x0c;

export const integerTypes: ReadonlyMap<number, IntegerType> = new Map([
  [unsignedByte, { bytes: 1, read: (view, offset) => view.getUint8(offset) }],
  [0x09, { bytes: 1, read: (view, offset) => view.getInt8(offset) }],
  [0x0b, { bytes: 2, read: (view, offset) => view.getInt16(offset) }],
  [int32, { bytes: 4, read: (view, offset) => view.getInt32(offset) }],
]);
