/** IDX files as data sets have them, and files that nearly are. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { anyBytes, damaged } from './damage.ts';

const side = 28;

/** The header of a type byte and sizes, then the values. */
function idxFile(sizes: readonly number[], values: ArrayLike<number>, type = 0x08): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (type << 8) | sizes.length);
  for (const [axis, size] of sizes.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}

/** Digits drawn as blocks, so that no two images are the same. */
export function imageFile(count: number): Uint8Array {
  const values = Uint8Array.from({ length: count * side * side }, (_, at) => {
    const [image, pixel] = [Math.floor(at / (side * side)), at % (side * side)];
    const isInk = Math.floor(pixel / side) > 5 && (pixel + image) % side < 8 + (image % 10);
    return isInk ? 100 + ((image * 7) % 155) : 0;
  });
  return idxFile([count, side, side], values);
}

export function labelFile(count: number): Uint8Array {
  return idxFile(
    [count],
    Array.from({ length: count }, (_, at) => at % 10),
  );
}

/** Labels of a width in bytes, in one axis, one column or QMNIST's eight. */
function wideLabels(count: number, width: number, columns: number): Uint8Array {
  const values = new Uint8Array(count * columns * width);
  for (let at = 0; at < count; at++) values[(at * columns + 1) * width - 1] = at % 10;
  const type = { 1: 0x09, 2: 0x0b, 4: 0x0c }[width]!;
  return idxFile(columns === 1 ? [count] : [count, columns], values, type);
}

const few = fc.integer({ min: 1, max: 4 });
export const validImages = few.map(imageFile);
export const validLabels = fc.oneof(
  few.map(labelFile),
  fc.tuple(few, fc.constantFrom(1, 2, 4)).map(([count, width]) => wideLabels(count, width, 1)),
  few.map((count) => wideLabels(count, 4, 8)),
);

/** A header of any sizes with few values: what it promises is not there. */
const promising: fc.Arbitrary<Uint8Array> = fc
  .record({
    type: fc.oneof(fc.constantFrom(0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e), fc.nat(255)),
    sizes: fc.array(fc.oneof(few, fc.constantFrom(0, 28, 784, 2 ** 31, 2 ** 32 - 1), fc.nat()), { maxLength: 5 }),
    values: fc.uint8Array({ maxLength: 64 }),
  })
  .map(({ type, sizes, values }) => idxFile(sizes, values, type));

export const badImages = fc.oneof(damaged(validImages), promising, validLabels, anyBytes);
export const badLabels = fc.oneof(damaged(validLabels), promising, validImages, anyBytes);

/** As it is, gzipped, gzipped and damaged, gzipped twice. */
export function perhapsZipped(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const zip = (each: Uint8Array): Uint8Array => new Uint8Array(gzipSync(each));
  return fc.oneof(
    { weight: 4, arbitrary: bytes },
    { weight: 2, arbitrary: bytes.map(zip) },
    { weight: 1, arbitrary: damaged(bytes.map(zip)) },
    { weight: 1, arbitrary: bytes.map((each) => zip(zip(each))) },
  );
}
