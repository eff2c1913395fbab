import { expect, test } from 'vitest';
import { partText, splitData, splitOf, trainedCount } from './split.ts';

/** Images whose every pixel is their index. */
function images(count: number): { inputs: Uint8Array; labels: Uint8Array; count: number } {
  return {
    inputs: Uint8Array.from({ length: count * 784 }, (_, at) => Math.floor(at / 784)),
    labels: Uint8Array.from({ length: count }, (_, at) => at % 10),
    count,
  };
}
const data = { train: images(60), test: images(20) };

test('without folds all training images train, and the test set is held out', () => {
  for (const kind of ['test', 'testAtEnd'] as const) {
    const split = splitData(data, { kind });
    expect(split.set).toBe('test');
    expect(split.validation).toBe(kind === 'test' ? data.test : undefined);
    expect(split.train).toBe(data.train);
    expect(trainedCount(data, { kind })).toBe(60);
    expect(split.held).toBe(data.test);
    expect(split.heldIndex(7)).toBe(7);
  }
});

test('folds hold out each training image once; images keep their labels and know where they come from', () => {
  const seen: number[] = [];
  for (const fold of [1, 2, 3]) {
    const { train, validation, held, set, heldIndex } = splitData(data, { kind: 'fold', folds: 3, fold, seed: 5 });
    expect([train.count, held.count, set]).toEqual([40, 20, 'fold']);
    expect(trainedCount(data, { kind: 'fold', folds: 3, fold, seed: 5 })).toBe(40);
    expect(validation).toBe(held);
    for (let at = 0; at < held.count; at++) {
      const index = heldIndex(at);
      seen.push(index);
      expect(held.labels[at]).toBe(data.train.labels[index]);
      expect(new Set(held.inputs.subarray(at * 784, (at + 1) * 784))).toEqual(new Set([index]));
    }
    const trained = Array.from({ length: train.count }, (_, at) => train.inputs[at * 784]!);
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

test('a part of the training set validates, and the test set is held out for the end', () => {
  for (const [part, count] of [
    [{ fraction: 0.25, seed: 3 }, 15],
    [{ folds: 3, fold: 2, seed: 3 }, 20],
  ] as const) {
    const { train, validation, held, set, heldIndex } = splitData(data, { kind: 'validation', part });
    expect([train.count, validation!.count, set]).toEqual([60 - count, count, 'test']);
    expect(trainedCount(data, { kind: 'validation', part })).toBe(60 - count);
    expect(held).toBe(data.test);
    expect(heldIndex(7)).toBe(7);
    const pixels = [train, validation!].flatMap((each) =>
      Array.from({ length: each.count }, (_, at) => each.inputs[at * 784]!),
    );
    expect(pixels.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at));
  }
  expect(() => splitData(data, { kind: 'validation', part: { fraction: 0.001, seed: 1 } })).toThrow('on either side');
});

test('samples whose targets are values are divided alike, though they have no classes', () => {
  const values = Float32Array.from({ length: 60 }, (_, at) => at);
  const ofValues = { train: { ...data.train, labels: new Uint8Array(0), values }, test: data.test };
  const seen: number[] = [];
  for (const fold of [1, 2, 3]) {
    const { train, held } = splitData(ofValues, { kind: 'fold', folds: 3, fold, seed: 5 });
    expect([train.count, held.count, held.values!.length]).toEqual([40, 20, 20]);
    expect(trainedCount(ofValues, { kind: 'fold', folds: 3, fold, seed: 5 })).toBe(40);
    expect([...held.values!]).toEqual(Array.from(held.values!, (_, at) => held.inputs[at * 784]));
    seen.push(...held.values!);
  }
  expect(seen.sort((a, b) => a - b)).toEqual([...values]);
  const { validation } = splitData(ofValues, { kind: 'validation', part: { fraction: 0.25, seed: 3 } });
  expect([validation!.count, validation!.labels.length]).toEqual([15, 0]);
  expect(trainedCount(ofValues, { kind: 'validation', part: { fraction: 0.25, seed: 3 } })).toBe(45);
});

test('an experiment says what validates; the notebook’s say nothing', () => {
  const validation = { fraction: 1 / 6, seed: 1 };
  expect(splitOf({})).toEqual({ kind: 'test' });
  expect(splitOf({ validation })).toEqual({ kind: 'validation', part: validation });
  expect(partText(validation)).toBe('16.7 % of the training set');
  expect(partText({ folds: 5, fold: 2, seed: 1 })).toBe('fold 2 of 5');
});
