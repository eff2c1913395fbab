import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rungsOf, survivors } from './halving.ts';

test('nine cells of nine epochs: three rungs', () => {
  expect(rungsOf(9, 9)).toEqual([
    { epochs: 1, cells: 9 },
    { epochs: 3, cells: 3 },
    { epochs: 9, cells: 1 },
  ]);
  expect(rungsOf(2, 20)).toEqual([{ epochs: 20, cells: 2 }]);
  expect(rungsOf(100, 2)).toEqual([{ epochs: 2, cells: 100 }]);
});

test('all begin, the last train to the end, and none trains more epochs in all than without', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 300 }), (cells, epochs) => {
      const rungs = rungsOf(cells, epochs);
      expect(rungs[0]!.cells).toBe(cells);
      expect(rungs.at(-1)!.epochs).toBe(epochs);
      for (const [at, rung] of rungs.slice(1).entries()) {
        expect(rung.epochs).toBeGreaterThanOrEqual(3 * rungs[at]!.epochs);
        expect(rung.cells).toBe(Math.floor(rungs[at]!.cells / 3));
        expect(rung.cells).toBeGreaterThanOrEqual(1);
      }
      const spent = rungs.reduce((sum, rung) => sum + rung.cells * rung.epochs, 0);
      expect(spent).toBeLessThanOrEqual(cells * epochs);
    }),
  );
});

test('the best go on; what has no result does not', () => {
  expect(survivors([0.1, 0.9, undefined, 0.8, Number.NaN], 2, false)).toEqual([1, 3]);
  expect(survivors([0.1, 0.9, undefined, 0.8], 2, true)).toEqual([0, 3]);
  expect(survivors([undefined, undefined], 2, true)).toEqual([]);
  expect(survivors([0.5, 0.5, 0.5], 1, false)).toEqual([0]);
});
