import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from './holm.ts';

test('as R has it', () => {
  // p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), and a set with ties in another order.
  expect(holm([0.01, 0.02, 0.03, 0.04, 0.05])).toEqual(
    [0.05, 0.08, 0.09, 0.09, 0.09].map((p) => expect.closeTo(p, 12)),
  );
  expect(holm([0.04, 0.01, 0.04, 0.005])).toEqual([0.08, 0.03, 0.08, 0.02].map((p) => expect.closeTo(p, 12)));
  expect(holm([])).toEqual([]);
  expect(() => holm([0.5, Number.NaN])).toThrow('from 0 to 1');
});

test('what it rejects is what the steps of the method reject', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { maxLength: 12 }), (pValues) => {
      // The method as it is written: down the sorted list while p ≤ 0.05 / (tests that are left).
      const sorted = [...pValues].sort((a, b) => a - b);
      const stop = sorted.findIndex((p, rank) => p * (sorted.length - rank) > 0.05);
      const rejected = stop < 0 ? sorted : sorted.slice(0, stop);
      const found = pValues.filter((_, at) => holm(pValues)[at]! <= 0.05).sort((a, b) => a - b);
      expect(found).toEqual(rejected);
    }),
  );
});
