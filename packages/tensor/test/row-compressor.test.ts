/** Rows that are compressed on the host: their entries by part, and what is refused. What kernels make of them is tested in nn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentWidth } from '../src/functions/sparse.ts';
import { ArgumentError, RowCompressor } from '../src/index.ts';

describe('RowCompressor', () => {
  it('keeps each entry at its column, block by block', () => {
    const value = fc.constantFrom(0, -0, 0, 0, 1, -2.5, Number.NaN, Infinity);
    const blocks = fc
      .tuple(fc.constantFrom(1, 3, 4, 199, 201, 450), fc.array(fc.nat(3), { maxLength: 3 }))
      .chain(([columns, rows]) =>
        fc.tuple(
          fc.constant(columns),
          fc.tuple(...rows.map((n) => fc.array(value, { minLength: n * columns, maxLength: n * columns }))),
        ),
      );
    fc.assert(
      fc.property(blocks, ([columns, given]) => {
        const all = given.flat();
        const rows = all.length / columns;
        const compressor = new RowCompressor(rows, columns, 1);
        for (const block of given) compressor.append(Float32Array.from(block));
        const { segments, segmentStart, columnIndex, values, entries } = compressor;
        const back = new Array<number>(all.length).fill(0);
        for (let part = 0; part < rows * segments; part++) {
          const row = Math.floor(part / segments);
          for (let at = segmentStart[part]!; at < segmentStart[part + 1]!; at++) {
            expect(Math.floor(columnIndex[at]! / segmentWidth(columns, segments))).toBe(part % segments);
            back[row * columns + columnIndex[at]!] = values[at]!;
          }
        }
        expect(back).toEqual(all.map((v) => v + 0));
        expect(entries).toBe(all.filter((v) => v !== 0).length);
      }),
    );
  });

  it('refuses part of a row, rows for which there is no room, and what is no block', () => {
    const compressor = new RowCompressor(2, 3, 0);
    const append = compressor.append.bind(compressor) as (block: unknown) => void;
    for (const wrong of [new Float32Array(4), new Float32Array(9), [1, 2, 3], new Float64Array(3), undefined]) {
      expect(() => append(wrong)).toThrow(ArgumentError);
      expect(() => append(wrong)).toThrow(
        /^RowCompressor.append: block must be a Float32Array of whole rows of 3, at most 2 of them, received/,
      );
    }
    append(new Float32Array(3));
    append(new Float32Array(0));
    expect(() => append(new Float32Array(6))).toThrow(/at most 1 of them/);
  });
});
