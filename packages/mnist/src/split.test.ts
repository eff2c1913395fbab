import { expect, test } from 'vitest';
import { splitData } from './split.ts';

/** Images whose every pixel is their index. */
function images(count: number): { images: Uint8Array; labels: Uint8Array; count: number } {
  return {
    images: Uint8Array.from({ length: count * 784 }, (_, at) => Math.floor(at / 784)),
    labels: Uint8Array.from({ length: count }, (_, at) => at % 10),
    count,
  };
}
const data = { train: images(60), test: images(20) };

test('without folds all training images train, and the test set is held out', () => {
  for (const kind of ['test', 'testAtEnd'] as const) {
    const split = splitData(data, { kind });
    expect(split).toMatchObject({ set: 'test', validates: kind === 'test' });
    expect(split.train).toBe(data.train);
    expect(split.held).toBe(data.test);
    expect(split.heldIndex(7)).toBe(7);
  }
});

test('folds hold out each training image once; images keep their labels and know where they come from', () => {
  const seen: number[] = [];
  for (const fold of [1, 2, 3]) {
    const { train, held, set, validates, heldIndex } = splitData(data, { kind: 'fold', folds: 3, fold, seed: 5 });
    expect([train.count, held.count, set, validates]).toEqual([40, 20, 'fold', true]);
    for (let at = 0; at < held.count; at++) {
      const index = heldIndex(at);
      seen.push(index);
      expect(held.labels[at]).toBe(data.train.labels[index]);
      expect(new Set(held.images.subarray(at * 784, (at + 1) * 784))).toEqual(new Set([index]));
    }
    const trained = Array.from({ length: train.count }, (_, at) => train.images[at * 784]!);
    const heldOut = new Set(seen.slice(-20));
    expect(trained).toEqual(Array.from({ length: 60 }, (_, at) => at).filter((index) => !heldOut.has(index)));
    expect([...train.labels]).toEqual(trained.map((index) => index % 10));
  }
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at));
});

test('a fold that is not there', () => {
  for (const fold of [0, 4, 1.5]) {
    expect(() => splitData(data, { kind: 'fold', folds: 3, fold, seed: 1 })).toThrow('a whole number from 1 to 3');
  }
});
