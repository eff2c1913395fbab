/** IDX files made in memory, for tests. */
import { pixelsPerImage } from '@inkgrad/experiments';

/** An IDX file of bytes: the header as given and the values. */
export function idxBytes(sizes: readonly number[], values: ArrayLike<number>, type = 0x08): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (type << 8) | sizes.length);
  for (const [axis, size] of sizes.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}

/** Images of which pixel p of image i is (7·i + 3·p) mod 256. */
export function imageFile(count: number): Uint8Array {
  const values = Uint8Array.from({ length: count * pixelsPerImage }, (_, index) => {
    return (7 * Math.floor(index / pixelsPerImage) + 3 * (index % pixelsPerImage)) % 256;
  });
  return idxBytes([count, 28, 28], values);
}

/** Labels 0, 1, … 9, 0, 1, … */
export function labelFile(count: number): Uint8Array {
  return idxBytes(
    [count],
    Uint8Array.from({ length: count }, (_, index) => index % 10),
  );
}

/** The labels of `labelFile` as QMNIST has them: 32-bit integers [count, 8], the digit, then what is known of its writer. */
export function tableFile(count: number): Uint8Array {
  const bytes = idxBytes([count, 8], new Uint8Array(count * 32), 0x0c);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++) {
    const columns = [row % 10, 0, 2350 + row, 146, 5, 11, 135_294 + row, -1];
    for (const [column, value] of columns.entries()) view.setInt32(12 + 32 * row + 4 * column, value);
  }
  return bytes;
}
