import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from './errors.ts';
import { broadcastShapes, normalizeAxis, sizeOf, stridesOf } from './shape.ts';
import { broadcastable, shape } from './testing/arbitrary.ts';

describe('broadcasting', () => {
  // From https://numpy.org/doc/stable/user/basics.broadcasting.html
  it.each([
    [
      [[256, 256, 3], [3]],
      [256, 256, 3],
    ],
    [
      [
        [8, 1, 6, 1],
        [7, 1, 5],
      ],
      [8, 7, 6, 5],
    ],
    [
      [[5, 4], [1]],
      [5, 4],
    ],
    [
      [
        [15, 3, 5],
        [15, 1, 5],
      ],
      [15, 3, 5],
    ],
    [
      [
        [15, 3, 5],
        [3, 1],
      ],
      [15, 3, 5],
    ],
    [
      [[], [2, 3]],
      [2, 3],
    ],
    [[[0], [1]], [0]],
    [
      [[1], [3], [2, 1]],
      [2, 3],
    ],
  ])('%j gives %j', (shapes, result) => {
    expect(broadcastShapes('add', ...shapes)).toEqual(result);
  });

  it.each([
    [[[3], [4]]],
    [
      [
        [2, 1],
        [8, 4, 3],
      ],
    ],
    [[[0], [2]]],
  ])('refuses %j', (shapes) => {
    expect(() => broadcastShapes('add', ...shapes)).toThrow(ShapeError);
  });

  it('gives the whole for any parts of it, in any order', () => {
    const parts = shape().chain((whole) => fc.tuple(fc.constant(whole), broadcastable(whole), broadcastable(whole)));
    fc.assert(
      fc.property(parts, ([whole, a, b]) => {
        expect(broadcastShapes('add', whole, a, b)).toEqual(whole);
        expect(broadcastShapes('add', b, whole, a)).toEqual(whole);
      }),
    );
  });
});

describe('strides and axes', () => {
  it('step through row-major storage', () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([3, 0, 2])).toBe(0);
  });

  it('count negative axes from the back and name one that is outside', () => {
    expect(normalizeAxis('sum', [2, 3], -1)).toBe(1);
    expect(() => normalizeAxis('sum', [2, 3], 2)).toThrow('sum: expected an axis within rank 2, not 2');
  });
});
