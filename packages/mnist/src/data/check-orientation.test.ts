import type { PictureData, PicturePart } from '@inkgrad/experiments';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkOrientation, type OrientationFinding } from './check-orientation.ts';
import { loadMnist } from './dataset.ts';

let data: PictureData;
beforeAll(async () => {
  data = await loadMnist();
});

type From = (row: number, column: number) => number;

/** Images of the test set, each pixel taken from where `from` says; darkness instead of ink where inverted. */
function made(from: From, inverted = false, indices: readonly number[] = first(2000)): PicturePart {
  const { inputs: images, labels } = data.test;
  const made = new Uint8Array(indices.length * 784);
  for (const [at, index] of indices.entries()) {
    for (let pixel = 0; pixel < 784; pixel++) {
      const value = images[index * 784 + from(Math.floor(pixel / 28), pixel % 28)] ?? 0;
      made[at * 784 + pixel] = inverted ? 255 - value : value;
    }
  }
  return { inputs: made, labels: Uint8Array.from(indices, (index) => labels[index]!), count: indices.length };
}

const first = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const asIs: From = (row, column) => row * 28 + column;
const transposed: From = (row, column) => column * 28 + row;

describe('MNIST itself', () => {
  test('lies as it should: both sets', () => {
    for (const split of [data.train, data.test]) {
      expect(checkOrientation(split)).toMatchObject({ form: 'upright', inverted: false });
      expect(checkOrientation(split)!.correlation).toBeGreaterThan(0.99);
    }
  });

  test.each<[string, From, boolean, Partial<OrientationFinding>]>([
    ['transposed', transposed, false, { form: 'transposed', inverted: false }],
    ['inverted', asIs, true, { form: 'upright', inverted: true }],
    ['transposed and inverted', transposed, true, { form: 'transposed', inverted: true }],
    ['mirrored', (row, column) => row * 28 + 27 - column, false, { form: 'mirrored left to right', inverted: false }],
    ['top to bottom', (row, column) => (27 - row) * 28 + column, false, { form: 'mirrored top to bottom' }],
    ['upside down', (row, column) => (27 - row) * 28 + 27 - column, true, { form: 'upside down', inverted: true }],
    ['to the right', (row, column) => (27 - column) * 28 + row, false, { form: 'turned a quarter to the right' }],
    ['to the left', (row, column) => column * 28 + 27 - row, false, { form: 'turned a quarter to the left' }],
    ['both', (row, column) => (27 - column) * 28 + 27 - row, false, { form: 'transposed and upside down' }],
  ])('%s is found', (_, from, inverted, finding) => {
    const found = checkOrientation(made(from, inverted));
    expect(found).toMatchObject(finding);
    expect(found!.correlation).toBeGreaterThan(0.95);
    expect(found!.asTheyAre).toBeLessThan(0.65);
  });

  test('transposed, larger or off the middle or thresholded, is still found', () => {
    const scaled: From = (row, column) =>
      transposed(...([row, column].map((at) => Math.round((at - 13.5) / 1.2 + 13.5)) as [number, number]));
    expect(checkOrientation(made(scaled))).toMatchObject({ form: 'transposed', inverted: false });
    const shifted: From = (row, column) => (row < 1 || column < 1 ? -1 : transposed(row - 1, column - 1));
    expect(checkOrientation(made(shifted))).toMatchObject({ form: 'transposed', inverted: false });
    const { inputs: images, ...rest } = made(transposed);
    const sharp = images.map((value) => (value > 100 ? 255 : 0));
    expect(checkOrientation({ inputs: sharp, ...rest })).toMatchObject({ form: 'transposed', inverted: false });
  });
});

describe('nothing is said', () => {
  const upright = { form: 'upright', inverted: false };

  test('of any images that lie as they should, however few', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9999), { minLength: 1, maxLength: 150 }), (indices) => {
        expect(checkOrientation(made(asIs, false, indices)) ?? upright).toMatchObject(upright);
      }),
      { numRuns: 300 },
    );
  });

  test('of classes that are no digits: MNIST’s own in another order, in any form', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 });
    // A few digits in their own places are a set of digits with wrong labels, and the orientation can be told.
    const wrong = order.filter((labels) => labels.filter((label, digit) => label === digit).length <= 3);
    fc.assert(
      fc.property(wrong, fc.boolean(), fc.boolean(), (labels, isTransposed, isInverted) => {
        const split = made(isTransposed ? transposed : asIs, isInverted, first(500));
        const relabelled = { ...split, labels: split.labels.map((label) => labels[label]!) };
        expect(checkOrientation(relabelled)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test('of clothes, as Fashion-MNIST has them: silhouettes, drawn here', () => {
    expect(checkOrientation(clothes())).toBeUndefined();
    expect(checkOrientation({ ...clothes(), inputs: clothes().inputs.map((value) => 255 - value) })).toBeUndefined();
  });

  test('of noise, of images that are all alike, and of black ones', () => {
    const labels = Uint8Array.from(first(1000), (index) => index % 10);
    const noise = Uint8Array.from({ length: 784_000 }, (_, at) => Math.imul(at, 2654435761) >>> 24);
    for (const images of [noise, new Uint8Array(784_000), new Uint8Array(784_000).fill(255)]) {
      expect(checkOrientation({ inputs: images, labels, count: 1000 })).toBeUndefined();
    }
  });
});

test('classes that come in turn, in more images than are looked at, are all met', () => {
  const count = 40_000;
  const order = Array.from({ length: 10 }, (_, digit) =>
    first(10_000).filter((index) => data.test.labels[index] === digit),
  );
  const indices = first(count).map((at) => order[at % 10]![Math.floor(at / 10) % 100]!);
  expect(checkOrientation(made(transposed, false, indices))).toMatchObject({ form: 'transposed' });
});

type Box = readonly [top: number, bottom: number, left: number, right: number];

/** T-shirt, trousers, pullover, dress, coat, sandal, shirt, sneaker, bag, boot: boxes, moved a little for each image. */
function clothes(): PicturePart {
  const shapes: readonly (readonly Box[])[] = [
    [
      [3, 26, 8, 20],
      [3, 10, 2, 26],
    ],
    [
      [1, 27, 9, 13],
      [1, 27, 15, 19],
      [1, 8, 9, 19],
    ],
    [
      [3, 25, 8, 20],
      [4, 25, 2, 7],
      [4, 25, 21, 26],
      [3, 7, 3, 25],
    ],
    [[1, 27, 10, 18]],
    [
      [2, 26, 7, 21],
      [4, 26, 3, 7],
      [4, 26, 21, 25],
    ],
    [
      [14, 20, 2, 26],
      [18, 21, 1, 27],
    ],
    [
      [2, 26, 8, 20],
      [4, 20, 4, 24],
    ],
    [
      [12, 20, 1, 27],
      [10, 14, 1, 9],
    ],
    [
      [10, 25, 3, 25],
      [4, 6, 9, 19],
      [4, 12, 9, 11],
      [4, 12, 17, 19],
    ],
    [
      [3, 24, 15, 26],
      [14, 24, 1, 26],
    ],
  ];
  const count = 500;
  const images = new Uint8Array(count * 784);
  for (let index = 0; index < count; index++) {
    const [down, right] = [(index % 3) - 1, (Math.floor(index / 3) % 3) - 1];
    for (const [top, bottom, left, end] of shapes[index % 10]!) {
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < end; column++) {
          const place = Math.min(27, Math.max(0, row + down)) * 28 + Math.min(27, Math.max(0, column + right));
          images[index * 784 + place] = 200;
        }
      }
    }
  }
  return { inputs: images, labels: Uint8Array.from(first(count), (index) => index % 10), count };
}
