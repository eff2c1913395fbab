import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodePng } from './png.ts';

/** Decoded by another implementation. */
async function pixels(png: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(png)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return Array.from({ length: width * height }, (_, i) => [...data.subarray(i * channels, i * channels + 3)]);
}

test('gray of 8 bits keeps every value', async () => {
  const samples = Uint8Array.from({ length: 15 }, (_, i) => i * 17);
  const png = encodePng({ width: 5, height: 3, samples, bits: 8 });
  expect(await pixels(png)).toEqual(Array.from(samples, (value) => [value, value, value]));
});

test('gray of 4 bits packs two pixels into a byte, also where a row ends in the middle of one', async () => {
  const samples = Uint8Array.from({ length: 15 }, (_, i) => i);
  const png = encodePng({ width: 5, height: 3, samples, bits: 4 });
  expect(await pixels(png)).toEqual(Array.from(samples, (value) => [value * 17, value * 17, value * 17]));
});

test('with a palette a sample is the number of its colour', async () => {
  const palette = ['#ff0000', '#00ff00', '#0102fe'];
  const png = encodePng({ width: 3, height: 1, samples: Uint8Array.of(2, 0, 1), bits: 8, palette });
  expect(await pixels(png)).toEqual([
    [1, 2, 254],
    [255, 0, 0],
    [0, 255, 0],
  ]);
});
