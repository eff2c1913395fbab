import sharp from 'sharp';
import { expect, test } from 'vitest';
import { answersOf, digitGallery } from './digit-gallery.ts';

/** Images whose every pixel is their number times 17. */
function imagesOf(labels: number[]) {
  const images = new Uint8Array(labels.length * 784);
  for (const i of labels.keys()) images.fill((i % 16) * 17, i * 784, (i + 1) * 784);
  const look = { height: 28, width: 28, channels: 1, look: 'ink', classes: [] } as const;
  return { inputs: images, labels: Uint8Array.from(labels), count: labels.length, ...look };
}

test('answers carry the true digit of their image, in the whole set or at indices of it', () => {
  const images = imagesOf([7, 2, 1]);
  expect(answersOf('721', images)).toEqual([
    { index: 0, label: 7, predicted: 7 },
    { index: 1, label: 2, predicted: 2 },
    { index: 2, label: 1, predicted: 1 },
  ]);
  expect(answersOf('90', images, Int32Array.of(2, 0))).toEqual([
    { index: 2, label: 1, predicted: 9 },
    { index: 0, label: 7, predicted: 0 },
  ]);
});

test('each cell has its count and its first pictures, and the sprite has them in that order', async () => {
  const images = imagesOf([0, 0, 1, 0, 1]);
  const answers = answersOf('01100', images);
  const { cells, sprite, columns, side } = digitGallery({ images, answers, classes: 2, noun: 'images', budget: 100 });
  expect(cells).toEqual([
    [2, 0, 3],
    [1, 1],
    [1, 4],
    [1, 2],
  ]);
  const png = Buffer.from(sprite.replace('data:image/png;base64,', ''), 'base64');
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const shown = cells.flatMap(([, ...indices]) => indices);
  for (const [place, index] of shown.entries()) {
    const [x, y] = [(place % columns) * side + 5, Math.floor(place / columns) * side + 5];
    expect(data[(y * info.width + x) * info.channels]).toBe(index * 17);
  }
});

test('the budget bounds the pictures of all cells together; no cell shows more than 24', () => {
  const images = imagesOf(Array.from({ length: 4000 }, (_, i) => i % 10));
  const answers = answersOf(Array.from({ length: 4000 }, (_, i) => Math.floor(i / 10) % 10).join(''), images);
  const shownWith = (budget: number) =>
    digitGallery({ images, answers, classes: 10, noun: 'images', budget }).cells.map((cell) => cell.length - 1);
  expect(Math.max(...shownWith(1e6))).toBe(24);
  expect(shownWith(1200)).toEqual(new Array(100).fill(12));
  // One of each is the least.
  expect(shownWith(1)).toEqual(new Array(100).fill(1));
});
