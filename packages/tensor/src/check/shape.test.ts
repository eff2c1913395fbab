/** Shapes and axes as people write them: what is none is refused, what means the same comes out the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.ts';
import { axesOf, axisOf, dtypeNamed, shapeOf } from './shape.ts';

const refusal = (make: () => unknown): Error => {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  throw new Error('accepted');
};

describe('a shape', () => {
  it('is copied', () => {
    const given = [2, 3];
    const shape = shapeOf('f', 'shape', given);
    expect(shape).toEqual(given);
    expect(shape).not.toBe(given);
    expect(Object.is(shapeOf('f', 'shape', [-0])[0], 0)).toBe(true);
  });

  it.each([
    [undefined, 'f: shape must be a list of dimensions, received undefined.'],
    [3, 'f: shape must be a list of dimensions, received 3.'],
    ['23', 'f: shape must be a list of dimensions, received "23".'],
    [Int32Array.of(2), 'f: shape must be a list of dimensions, received an Int32Array of 1.'],
    [[2, '3'], 'f: shape[1] must be a number, received "3".'],
    // biome-ignore lint/suspicious/noSparseArray: holes are what is refused.
    [[2, , 3], 'f: shape[1] must be a number, received undefined.'],
    [[[2]], 'f: shape[0] must be a number, received [2].'],
  ])('%j is none', (value, message) => {
    const error = refusal(() => shapeOf('f', 'shape', value));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toBe(message);
  });

  it.each([[[-1]], [[1.5]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]], [[2 ** 53]], [[2 ** 30, 2 ** 30]]])(
    '%j has no such dimensions',
    (value) => expect(refusal(() => shapeOf('f', 'shape', value))).toBeInstanceOf(ShapeError),
  );
});

describe('axes', () => {
  it('are a number or a list, negative or not, in any order', () => {
    const cases = fc
      .integer({ min: 1, max: 6 })
      .chain((rank) => fc.tuple(fc.constant(rank), fc.shuffledSubarray(Array.from({ length: rank }, (_, i) => i))));
    fc.assert(
      fc.property(cases, fc.func(fc.boolean()), ([rank, axes], isNegative) => {
        const shape = new Array<number>(rank).fill(1);
        const written = axes.map((axis) => (isNegative(axis) ? axis - rank : axis));
        expect(axesOf('f', 'axes', written, shape)).toEqual([...axes].sort((a, b) => a - b));
        for (const axis of written)
          expect(axesOf('f', 'axes', axis, shape)).toEqual([axisOf('f', 'axis', axis, shape)]);
      }),
    );
  });

  it.each([
    ['0', 'f: axes must be a whole number or a list of them, received "0".'],
    [null, 'f: axes must be a whole number or a list of them, received null.'],
    [[0, true], 'f: axes[1] must be a number, received true.'],
    [[1, -1], 'f: axes must be each axis once (the rank is 2), received [1, -1].'],
  ])('%j are none', (value, message) => {
    const error = refusal(() => axesOf('f', 'axes', value, [2, 3]));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toBe(message);
  });

  it.each([2, -3, 0.5, Number.NaN])('%j is outside a matrix', (axis) => {
    expect(refusal(() => axesOf('f', 'axes', axis, [2, 3]))).toBeInstanceOf(ShapeError);
    expect(refusal(() => axisOf('f', 'axis', axis, [2, 3])).message).toBe(
      `f: expected an axis within rank 2, not ${axis}, received [2, 3].`,
    );
  });
});

it('an element type is one of two names', () => {
  expect(dtypeNamed('f', 'i32')).toBe('i32');
  expect(() => dtypeNamed('f', 'float32')).toThrow('f: dtype must be "f32" or "i32", received "float32".');
});
