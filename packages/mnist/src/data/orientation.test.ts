import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orientImages } from './orientation.ts';

test('orienting twice gives the images back, and once what the definition says', () => {
  const image = fc.uint8Array({ minLength: 784, maxLength: 784 });
  fc.assert(
    fc.property(
      fc.array(image, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (list, flips, inverts, isBuffer) => {
        const before = Uint8Array.from(list.flatMap((each) => [...each]));
        // Files are read into Buffers, whose slice() is no copy.
        const images = isBuffer ? Buffer.from(before) : before.slice();
        const orientation = { transposed: flips, inverted: inverts };
        orientImages(images, orientation);
        for (const [at, value] of images.entries()) {
          const [start, row, column] = [at - (at % 784), Math.floor((at % 784) / 28), at % 28];
          const source = before[start + (flips ? column * 28 + row : row * 28 + column)]!;
          expect(value).toBe(inverts ? 255 - source : source);
        }
        orientImages(images, orientation);
        expect(Uint8Array.from(images)).toEqual(before);
      },
    ),
    { numRuns: 20 },
  );
});
