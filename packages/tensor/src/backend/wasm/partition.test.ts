import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitsOf } from './partition.ts';

it('gives every unit to one thread, in order, whole chunks to each', () => {
  const partition = fc.record({ units: fc.nat(500), chunk: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(partition, fc.integer({ min: 1, max: 9 }), (parts, threads) => {
      let next = 0;
      for (let thread = 0; thread < threads; thread++) {
        const { begin, end } = unitsOf(parts, thread, threads);
        expect(begin).toBe(next);
        expect(begin === parts.units || begin % parts.chunk === 0).toBe(true);
        next = end;
      }
      expect(next).toBe(parts.units);
    }),
  );
});

it('cuts rows and their elements at the same places', () => {
  for (let threads = 1; threads <= 8; threads++) {
    for (let thread = 0; thread < threads; thread++) {
      const rows = unitsOf({ units: 64, chunk: 16 }, thread, threads);
      const elements = unitsOf({ units: 640, chunk: 160 }, thread, threads);
      expect(elements).toEqual({ begin: rows.begin * 10, end: rows.end * 10 });
    }
  }
});
