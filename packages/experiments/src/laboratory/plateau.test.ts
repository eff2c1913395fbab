import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlateaus, type PlateauEnd, plateauEnd, summarizePlateaus } from './plateau.ts';

const at = (epoch: number): PlateauEnd => ({ epoch, censored: false });
const beyond = (epoch: number): PlateauEnd => ({ epoch, censored: true });

describe('the end of a plateau', () => {
  test('is the first epoch of those that stay up', () => {
    expect(plateauEnd([0.1, 0.1, 0.2, 0.5], 0.2)).toEqual(at(3));
    expect(plateauEnd([0.4, 0.5], 0.2)).toEqual(at(1));
    expect(plateauEnd([0.1, 0.3, 0.1, 0.3], 0.2)).toEqual(at(4));
    expect(plateauEnd([0.1, 0.3, 0.1], 0.2)).toEqual(beyond(3));
    expect(plateauEnd([0.3, Number.NaN, 0.3], 0.2)).toEqual(at(3));
    expect(() => plateauEnd([], 0.2)).toThrow('at least one epoch');
  });

  test('all before it that is not below rose too early, all from it on is up', () => {
    const curve = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(curve, fc.double({ min: 0, max: 1, noNaN: true }), (accuracies, level) => {
        const { epoch, censored } = plateauEnd(accuracies, level);
        if (censored) expect([accuracies.at(-1)! < level, epoch]).toEqual([true, accuracies.length]);
        else expect(accuracies.slice(epoch - 1).every((accuracy) => accuracy >= level)).toBe(true);
        if (!censored && epoch > 1) expect(accuracies[epoch - 2]).toBeLessThan(level);
      }),
    );
  });
});

describe('several together', () => {
  test('the medians of a published trial', () => {
    // Freireich et al. 1963: weeks in remission with 6-mercaptopurine and with placebo; medians 23 and 8.
    const treated = [
      ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map(at),
      ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(beyond),
    ];
    const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(at);
    expect(summarizePlateaus(treated)).toEqual({ n: 21, ended: 9, least: 6, most: 35, median: 23 });
    expect(summarizePlateaus(placebo)).toMatchObject({ ended: 21, median: 8 });
  });

  test('without half of them there is no median', () => {
    expect(summarizePlateaus([at(5), beyond(20), beyond(20)])).toEqual({
      n: 3,
      ended: 1,
      least: 5,
      most: 20,
      median: null,
    });
    expect(summarizePlateaus([at(5), at(9), beyond(20)]).median).toBe(9);
  });
});

describe('two ways', () => {
  test('a tenth as long in each pair, about', () => {
    const { ratio, low, high, pValue, censored } = comparePlateaus(
      [100, 140, 180, 160, 120].map(at),
      [10, 15, 16, 17, 12].map(at),
      300,
    );
    // By hand: logarithms of 0.1, 15/140, 16/180, 17/160, 0.1; mean −2.300218, sd 0.074633; half-width 2.776445 · sd / √5.
    expect(Math.log(ratio)).toBeCloseTo(-2.300218, 6);
    expect(Math.log(high! / low!) / 2).toBeCloseTo((2.776445 * 0.0746328) / Math.sqrt(5), 5);
    expect(pValue).toBeLessThan(1e-5);
    expect(censored).toBe(false);
  });

  test('a horizon that none reached, or the same ends, tell nothing apart', () => {
    expect(comparePlateaus([1, 2, 3].map(beyond), [1, 2, 3].map(beyond), 20)).toMatchObject({ ratio: 1, pValue: 1 });
    expect(comparePlateaus([4, 5, 6].map(at), [4, 5, 6].map(at), 20)).toMatchObject({ ratio: 1, pValue: 1 });
  });

  test('what did not end counts as the horizon', () => {
    const found = comparePlateaus([20, 20, 20].map(beyond), [1, 2, 1].map(at), 20);
    expect(found.ratio).toBeCloseTo(Math.cbrt(2) / 20, 12);
    expect(found.censored).toBe(true);
  });

  test('all pairs alike to the epoch is not certainty', () => {
    const { pValue, low, high } = comparePlateaus([2, 2, 2].map(at), [1, 1, 1].map(at), 20);
    // Twice the ratio by chance alone comes up in one of 32 for ends that are either.
    expect(pValue).toBeGreaterThan(2 / 32);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });

  test('two seeds have no p-value; pairs are needed', () => {
    expect(comparePlateaus([9, 9].map(at), [1, 1].map(at), 20).pValue).toBeNull();
    expect(() => comparePlateaus([at(1)], [], 20)).toThrow('one for each');
  });
});
