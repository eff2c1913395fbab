import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeColumnsInto, normalizedSource, unitIntervalSource } from './normalize.ts';

/** The definition, column by column: x / √Σx², with the norm of a zero column taken as 1, rounded to f32 at the end. */
function direct(images: Uint8Array, count: number): Float32Array {
  const result = new Float32Array(count * 784);
  for (let image = 0; image < count; image++) {
    for (let column = 0; column < 28; column++) {
      const at = (row: number) => image * 784 + row * 28 + column;
      let sum = 0;
      for (let row = 0; row < 28; row++) sum += images[at(row)]! ** 2;
      const norm = sum === 0 ? 1 : Math.sqrt(sum);
      for (let row = 0; row < 28; row++) result[at(row)] = Math.fround(images[at(row)]! / norm);
    }
  }
  return result;
}

/** Images of every density, from all zero to all full. */
const imagesOf = (count: number) =>
  fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.uint8Array({ minLength: 784 * count, maxLength: 784 * count }),
      fc.uint8Array({ minLength: 784 * count, maxLength: 784 * count }),
    )
    .map(([density, values, dice]) => values.map((value, index) => (dice[index]! / 256 < density ? value : 0)));

describe('normalizedSource', () => {
  test('equals the definition bit for bit', () => {
    const arbitrary = fc.integer({ min: 1, max: 4 }).chain((count) => fc.tuple(fc.constant(count), imagesOf(count)));
    fc.assert(
      fc.property(arbitrary, ([count, images]) => {
        expect(normalizedSource(images, count).read(0, count)).toEqual(direct(images, count));
      }),
    );
  });

  test('a column has norm 1 or is all zero', () => {
    fc.assert(
      fc.property(imagesOf(1), (image) => {
        const normalized = normalizedSource(image, 1).read(0, 1) as Float32Array;
        for (let column = 0; column < 28; column++) {
          let sum = 0;
          for (let row = 0; row < 28; row++) sum += normalized[row * 28 + column]! ** 2;
          const isEmpty = image.every((value, index) => index % 28 !== column || value === 0);
          // 28 squares, each off by at most 2^-24 of itself twice: 1.2e-7 in all, with room.
          expect(Math.abs(sum - (isEmpty ? 0 : 1))).toBeLessThan(2.5e-7);
        }
      }),
    );
  });

  test('an all-zero image stays zero', () => {
    expect(normalizedSource(new Uint8Array(784), 1).read(0, 1)).toEqual(new Float32Array(784));
  });

  test('blocks agree with the whole, also from an odd address and with a block used again', () => {
    const bytes = Uint8Array.from({ length: 5 * 784 + 1 }, (_, index) => (index % 3 === 0 ? 0 : (index * 37) % 256));
    const images = bytes.subarray(1);
    const whole = direct(images, 5);
    const source = normalizedSource(images, 5);
    expect(source.shape).toEqual([5, 28, 28]);
    for (const [start, count] of [
      [0, 2],
      [2, 2],
      [4, 1],
      [1, 3],
    ] as const) {
      expect(source.read(start, count)).toEqual(whole.slice(start * 784, (start + count) * 784));
    }
  });

  test('images in a Buffer at an odd address, as a reader of files may give them', () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 785 }, (_, index) => (index * 37) % 256));
    const images = bytes.subarray(1);
    expect(normalizedSource(images, 1).read(0, 1)).toEqual(direct(Uint8Array.from(images), 1));
  });

  test('a known column: 3 and 4 become 0.6 and 0.8', () => {
    const image = new Uint8Array(784);
    image[28 * 5 + 9] = 3;
    image[28 * 6 + 9] = 4;
    const target = new Float32Array(784);
    normalizeColumnsInto(image, 0, 1, target);
    expect(target[28 * 5 + 9]).toBe(Math.fround(0.6));
    expect(target[28 * 6 + 9]).toBe(Math.fround(0.8));
    expect(target.reduce((sum, value) => sum + Number(value !== 0), 0)).toBe(2);
  });

  test('a wrong count is refused', () => {
    expect(() => normalizedSource(new Uint8Array(784), 2)).toThrow(
      'normalizedSource: count must be the number of images in 784 bytes (784 bytes each), received 2.',
    );
  });
});

test('unitIntervalSource divides by 255', () => {
  const image = Uint8Array.from({ length: 784 }, (_, index) => index % 256);
  const values = unitIntervalSource(image, 1).read(0, 1) as Float32Array;
  expect(values[255]).toBe(1);
  expect(values[51]).toBe(Math.fround(0.2));
});
