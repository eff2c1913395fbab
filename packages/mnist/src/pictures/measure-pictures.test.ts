/** The count of what is right, wrong and refused, with a model that answers always the same. */

import { buildModel, type PicturePart, predictDigits } from '@inkgrad/experiments';
import { beforeAll, expect, test } from 'vitest';
import { loadMnist } from '../data/dataset.ts';
import { v1 } from '../experiments/v1.ts';
import { grayOf } from '../image/color-image.ts';
import { toMnistForm } from '../image/to-mnist-form.ts';
import { apart } from '../testing/drawn-page.ts';
import { digitPictures } from './digit-pictures.ts';
import { digitShape } from './digit-shape.ts';
import { measurePictures } from './measure-pictures.ts';
import { noDigitPictures } from './no-digit-pictures.ts';
import type { Digits } from './picture-kind.ts';

let images: PicturePart;
beforeAll(async () => {
  images = (await loadMnist()).test;
});

const { preprocessing } = v1;
const [itself, plain] = digitPictures;
const dash = noDigitPictures.find(({ title }) => title === 'a dash')!;

test('rows count the answers to the forms of pictures', async () => {
  const model = buildModel(v1);
  const rows = await measurePictures({ model, preprocessing, images, count: 8, kinds: [itself!, dash] });
  expect(rows.map(({ title, count }) => [title, count])).toEqual([
    ['MNIST’s images themselves', 8],
    [itself!.title, 8],
    ['a dash', 8],
  ]);
  const answers = await predictDigits(model, images.inputs.subarray(0, 8 * 784), preprocessing);
  const right = answers.filter(({ predicted }, at) => predicted === images.labels[at]).length;
  expect(rows[0]).toMatchObject({ right, wrong: 8 - right, refused: 0, shows: 'digit' });
  expect(rows[2]).toMatchObject({ right: 0, wrong: 0, refused: 8, meanProbability: null, shows: 'noDigit' });
  await model.dispose();
});

test('parts add up to the whole', async () => {
  const model = buildModel(v1);
  const measure = (first: number, count: number) =>
    measurePictures({ model, preprocessing, images, first, count, kinds: [plain!, { ...dash, count: 3 }] });
  const [whole, start, end] = [await measure(0, 5), await measure(0, 2), await measure(2, 3)];
  for (const [at, row] of whole.entries()) {
    for (const key of ['count', 'right', 'wrong', 'refused', 'surelyWrong'] as const) {
      expect(start[at]![key] + end[at]![key]).toBe(row[key]);
    }
  }
  await model.dispose();
});

test('drawn large and read again, MNIST’s images come back', () => {
  const image = (index: number): Uint8Array => images.inputs.subarray(index * 784, (index + 1) * 784);
  const digits: Digits = { image, shape: (index) => digitShape(image(index)) };
  const distances = Array.from({ length: 12 }, (_, index) =>
    apart(toMnistForm(grayOf(plain!.draw(digits, index))), image(index)),
  ).sort((a, b) => a - b);
  // Grey edges become sharp, which changes about a tenth of the ink; another digit is beyond 0.4.
  expect(distances[6]).toBeLessThan(0.15);
  expect(distances.at(-1)).toBeLessThan(0.3);
});
