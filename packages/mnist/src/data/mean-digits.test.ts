import { expect, test } from 'vitest';
import { loadMnist } from './dataset.ts';
import { meanDigits } from './mean-digits.ts';

test('are the means of the installed training images', async () => {
  const { inputs: images, labels, count } = (await loadMnist()).train;
  const means = meanDigits();
  expect(means).toHaveLength(10);
  for (const [digit, mean] of means.entries()) {
    const sums = new Float64Array(14 * 14);
    let found = 0;
    for (let index = 0; index < count; index++) {
      if (labels[index] !== digit) continue;
      found += 1;
      for (let at = 0; at < 784; at++) {
        sums[14 * Math.floor(at / 56) + Math.floor((at % 28) / 2)]! += images[784 * index + at]!;
      }
    }
    expect([...mean]).toEqual([...sums].map((sum) => Math.round(sum / found / 4)));
  }
});
