/** Numbers as people have them become the elements they name, or are refused with where and why. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, ShapeError } from './errors.ts';
import { hostValues } from './host-values.ts';

const floats = [Float32Array, Float64Array];
const wholes = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array] as const;

const of = (
  ...given: [unknown, number[]?, ('f32' | 'i32')?]
): { shape: readonly number[]; values: number[]; kind: string } => {
  const { values, shape } = hostValues('f', 'x', ...given);
  return { shape, values: [...values], kind: values.constructor.name };
};

describe('typed arrays', () => {
  it.each(floats)('%o is f32, rounded', (Kind) => {
    expect(of(Kind.of(0.5, 0.1, -0))).toEqual({
      shape: [3],
      values: [0.5, Math.fround(0.1), -0],
      kind: 'Float32Array',
    });
  });

  it.each(wholes)('%o is i32, or f32 where asked for', (Kind) => {
    expect(of(Kind.of(1, 2, 127, 0), [2, 2])).toEqual({ shape: [2, 2], values: [1, 2, 127, 0], kind: 'Int32Array' });
    expect(of(Kind.of(1, 2), undefined, 'f32')).toEqual({ shape: [2], values: [1, 2], kind: 'Float32Array' });
  });

  it('of another context and of bytes of a file are no other thing', () => {
    expect(of(runInNewContext('Float64Array.of(1, 2)')).values).toEqual([1, 2]);
    expect(of(Buffer.from([1, 255])).values).toEqual([1, 255]);
  });

  it('are copied', () => {
    for (const given of [Float32Array.of(1), Int32Array.of(1)]) {
      const { values } = hostValues('f', 'x', given);
      given[0] = 9;
      expect(values[0]).toBe(1);
    }
  });

  it('with numbers that are no i32 are refused where the tensor is i32', () => {
    expect(() => of(Uint32Array.of(0, 2 ** 31))).toThrow(
      /^f: element 1 of x must be a whole number .* received 2147483648\.$/,
    );
    expect(() => of(Float32Array.of(1, 0.5), undefined, 'i32')).toThrow(/^f: element 1 of x must be a whole number/);
    expect(() => of(Float64Array.of(Number.NaN), undefined, 'i32')).toThrow(ArgumentError);
    expect(of(Float64Array.of(-0, -(2 ** 31), 2 ** 31 - 1), undefined, 'i32').values).toEqual([
      0,
      -(2 ** 31),
      2 ** 31 - 1,
    ]);
  });
});

describe('nested lists', () => {
  it('of any shape come out in row-major order', () => {
    const lengths = fc.array(fc.nat(3), { maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.boolean(), (shape, typedRows) => {
        let next = 0;
        const nest = (axis: number): unknown => {
          if (axis === shape.length) return next++;
          const row = Array.from({ length: shape[axis]! }, () => nest(axis + 1));
          return typedRows && axis === shape.length - 1 ? Float64Array.from(row as number[]) : row;
        };
        const given = nest(0);
        // Behind an empty axis nobody can see how long the others are.
        const empty = shape.indexOf(0);
        const seen = empty < 0 ? shape : shape.slice(0, empty + 1);
        const values = Array.from({ length: next }, (_, at) => at);
        expect(of(given)).toMatchObject({ shape: seen, values });
        expect(of(given, [next], 'i32')).toEqual({ shape: [next], values, kind: 'Int32Array' });
      }),
    );
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);

  it.each([
    [
      'nothing',
      undefined,
      'f: x must be a number, nested lists of numbers, or a typed array of them, received undefined.',
    ],
    ['a text', '12', /received "12"\.$/],
    ['an object', { 0: 1, length: 1 }, /received an object \(0, length\)\.$/],
    ['64-bit integers', BigInt64Array.of(1n), /received a BigInt64Array of 1\.$/],
    ['bytes without a kind', new ArrayBuffer(4), /received an ArrayBuffer\.$/],
    ['a view without a kind', new DataView(new ArrayBuffer(4)), /received a DataView\.$/],
    ['a flag', [true], 'f: x[0] must be a number, received true.'],
    ['a text in a row', [[1], ['2']], 'f: x[1][0] must be a number, received "2".'],
    // biome-ignore lint/suspicious/noSparseArray: holes are what is refused.
    ['a hole', [1, , 3], 'f: x[1] must be a number, received undefined.'],
    ['a hole for a row', new Array(1e9), 'f: x[0] must be a number, received undefined.'],
    ['a list beside a number', [1, [2]], 'f: x[1] must be a number, received [2].'],
    ['a number beside a list', [[1, 2], 3], 'f: x[1] must be a list of 2, as the lists before it are, received 3.'],
    ['itself', cyclic, /received more than 64 levels of lists\.$/],
  ])('%s is refused', (_, given, message) => {
    expect(() => of(given)).toThrow(ArgumentError);
    expect(() => of(given)).toThrow(message);
  });

  it('with rows of two lengths are refused', () => {
    expect(() => of([[[1, 2]], [[1]]])).toThrow(ShapeError);
    expect(() => of([[[1, 2]], [[1]]])).toThrow('f: expected rows of one length at x[1][0], received [2] and [1].');
    expect(() => of([Float32Array.of(1), [1, 2]])).toThrow(ShapeError);
  });

  it('that do not fill the shape are refused', () => {
    expect(() => of([1, 2, 3], [2, 2])).toThrow('f: expected a shape of 3 elements, received [2, 2].');
    expect(() => of(1, [0])).toThrow(ShapeError);
    expect(of(1, [1, 1]).shape).toEqual([1, 1]);
  });
});
