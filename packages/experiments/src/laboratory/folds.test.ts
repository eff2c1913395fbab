import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stratifiedFolds, stratifiedPart } from './folds.ts';

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Few classes of very different sizes, and now and then a class that is not there. */
const someLabels = fc.uint8Array({ min: 0, max: 4, minLength: 10, maxLength: 300 });
const foldCount = fc.integer({ min: 2, max: 10 });

/** Largest less smallest. */
const range = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);

describe('for all labels, folds and seeds', () => {
  test('every index is held out once, in ascending order', () => {
    fc.assert(
      fc.property(someLabels, foldCount, seed, (labels, count, seed) => {
        const folds = stratifiedFolds(labels, count, seed);
        expect(folds).toHaveLength(count);
        for (const fold of folds) expect([...fold]).toEqual([...fold].sort((a, b) => a - b));
        const all = folds.flatMap((fold) => [...fold]).sort((a, b) => a - b);
        expect(all).toEqual(Array.from(labels, (_, index) => index));
      }),
    );
  });

  test('folds differ by at most one in the count of each label and in size', () => {
    fc.assert(
      fc.property(someLabels, foldCount, seed, (labels, count, seed) => {
        const folds = stratifiedFolds(labels, count, seed);
        for (const label of new Set(labels)) {
          const counts = folds.map((fold) => fold.filter((index) => labels[index] === label).length);
          expect(range(counts)).toBeLessThanOrEqual(1);
        }
        expect(range(folds.map((fold) => fold.length))).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the seed decides', () => {
    fc.assert(
      fc.property(someLabels, foldCount, seed, (labels, count, seed) => {
        expect(stratifiedFolds(labels, count, seed)).toEqual(stratifiedFolds(labels, count, seed));
      }),
    );
  });
});

test('another seed gives other folds', () => {
  const labels = Uint8Array.from({ length: 200 }, (_, index) => index % 10);
  expect(stratifiedFolds(labels, 5, 1)).not.toEqual(stratifiedFolds(labels, 5, 2));
});

test('each index goes to each fold about equally often', () => {
  const labels = Uint8Array.from({ length: 10 }, (_, index) => index % 2);
  const draws = 2000;
  let heldOut = 0;
  for (let seed = 0; seed < draws; seed++) heldOut += Number(stratifiedFolds(labels, 5, seed)[0]!.includes(3));
  // One in five; five standard deviations of the binomial.
  expect(Math.abs(heldOut / draws - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / draws));
});

test('a number of folds that cannot be is refused', () => {
  expect(() => stratifiedFolds(new Uint8Array(10), 1, 1)).toThrow('a whole number from 2 to 10');
  expect(() => stratifiedFolds(new Uint8Array(10), 11, 1)).toThrow('received 11');
  expect(() => stratifiedFolds(new Uint8Array(10), 2.5, 1)).toThrow('received 2.5');
});

test('a part has every label as often as its share asks for, to within one', () => {
  const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(someLabels, share, seed, (labels, fraction, seed) => {
      const part = stratifiedPart(labels, fraction, seed);
      expect([...part]).toEqual([...new Set(part)].sort((a, b) => a - b));
      expect(Math.abs(part.length - labels.length * fraction)).toBeLessThanOrEqual(1);
      for (const label of new Set(labels)) {
        const whole = labels.filter((each) => each === label).length;
        const held = part.filter((index) => labels[index] === label).length;
        // Two ends of a run of positions, each rounded.
        expect(Math.abs(held - whole * fraction)).toBeLessThanOrEqual(1 + 1e-6);
      }
    }),
  );
  // Of 60,000 images a sixth is 10,000, whatever 1 / 6 rounds to.
  expect(stratifiedPart(new Uint8Array(60_000), 1 / 6, 1)).toHaveLength(10_000);
});
