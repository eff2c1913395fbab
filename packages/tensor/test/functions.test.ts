/**
 * The public functions against straightforward formulas over coordinates, in float64: what the reference kernels, views
 * and compositions mean is checked here by code that shares nothing with them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  argmax,
  argmin,
  broadcastTo,
  concat,
  DTypeError,
  expandDims,
  gather,
  input,
  iota,
  l2Penalty,
  logSoftmax,
  matmul,
  max,
  mean,
  min,
  reshape,
  type Shape,
  ShapeError,
  scatterAdd,
  slice,
  softmax,
  softmaxCrossEntropy,
  squeeze,
  sum,
  type Tensor,
  tensor,
  transpose,
} from '../src/index.ts';
import { broadcastShapes, sizeOf } from '../src/shape.ts';
import { broadcastable, dimension, type Operand, operand, shape, someAxes } from '../src/testing/arbitrary.ts';
import { at, coordinates } from '../src/testing/coordinates.ts';
import { run64 } from '../src/testing/oracle.ts';

function evaluate64(
  operands: readonly Operand[],
  build: (inputs: Tensor[]) => Tensor,
): { shape: Shape; values: number[] } {
  const inputs = operands.map((x, at) => input(`x${at}`, x.shape, x.dtype));
  const output = build(inputs);
  const [values] = run64({
    inputs,
    inputValues: operands.map((x) => x.values),
    variables: [],
    variableValues: [],
    outputs: [output],
    updates: [],
    steps: 1,
  });
  return { shape: output.shape, values: [...values!] };
}

const closeTo = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 10);
  });
};

describe('reductions', () => {
  const cases = shape(4)
    .chain((of) => fc.tuple(operand(of), fc.subarray(of.map((_, axis) => axis)), fc.boolean()))
    .filter(([x, axes]) => axes.every((axis) => x.shape[axis]! > 0));

  it.each([
    ['sum', sum, (values: number[]) => values.reduce((total, x) => total + x, 0)],
    ['mean', mean, (values: number[]) => values.reduce((total, x) => total + x, 0) / values.length],
    ['max', max, (values: number[]) => Math.max(...values)],
  ] as const)('%s over any axes', (_name, reduce, direct) => {
    fc.assert(
      fc.property(cases, ([x, axes, keepDims]) => {
        const result = evaluate64([x], ([a]) => reduce(a!, { axes, keepDims }));
        const kept = x.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
        const buckets = new Map<string, number[]>(coordinates(kept).map((c) => [c.join(), []]));
        for (const c of coordinates(x.shape)) {
          buckets.get(c.map((i, axis) => (axes.includes(axis) ? 0 : i)).join())!.push(at(x, c));
        }
        expect(result.shape).toEqual(keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis)));
        closeTo(result.values, [...buckets.values()].map(direct));
      }),
    );
  });

  it('of nothing are 0 and NaN, and a maximum of nothing is refused', () => {
    const empty: Operand = { shape: [2, 0], dtype: 'f32', values: [] };
    expect(evaluate64([empty], ([x]) => sum(x!, { axes: 1 })).values).toEqual([0, 0]);
    expect(evaluate64([empty], ([x]) => mean(x!, { axes: 1 })).values).toEqual([Number.NaN, Number.NaN]);
    for (const [name, extreme] of Object.entries({ max, min, argmax, argmin })) {
      expect(() => extreme(tensor([[], []]), { axes: 1 })).toThrow(ShapeError);
      expect(() => extreme(tensor([[], []]), { axes: 1 })).toThrow(
        `${name}: expected elements along axis 1, as nothing has no ${name}, received [2, 0].`,
      );
    }
    // Nothing is asked for where the other axis is empty.
    expect(max(tensor([[], []]), { axes: 0 }).shape).toEqual([0]);
    expect(argmax(tensor([[], []]), { axes: 0 }).shape).toEqual([0]);
  });
});

describe('matmul', () => {
  it('multiplies the last two axes and broadcasts the others', () => {
    const lead = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 });
    const small = fc.constantFrom(0, 1, 2, 3, 5);
    const cases = fc
      .tuple(lead, small, small, small, fc.boolean(), fc.boolean())
      .chain(([whole, m, k, n, transposeA, transposeB]) =>
        fc.tuple(broadcastable(whole), broadcastable(whole)).chain(([leadA, leadB]) =>
          fc.record({
            a: operand([...leadA, ...(transposeA ? [k, m] : [m, k])]),
            b: operand([...leadB, ...(transposeB ? [n, k] : [k, n])]),
            size: fc.constant([m, k, n] as const),
            options: fc.constant({ transposeA, transposeB }),
          }),
        ),
      );
    fc.assert(
      fc.property(cases, ({ a, b, size: [m, k, n], options }) => {
        const result = evaluate64([a, b], ([x, y]) => matmul(x!, y!, options));
        const stack = broadcastShapes('test', a.shape.slice(0, -2), b.shape.slice(0, -2));
        expect(result.shape).toEqual([...stack, m, n]);
        const expected = coordinates([...stack, m, n]).map((c) => {
          const [i, j] = c.slice(-2) as [number, number];
          const before = c.slice(0, -2);
          let total = 0;
          for (let l = 0; l < k; l++) {
            total +=
              at(a, [...before, ...(options.transposeA ? [l, i] : [i, l])]) *
              at(b, [...before, ...(options.transposeB ? [j, l] : [l, j])]);
          }
          return total;
        });
        closeTo(result.values, expected);
      }),
    );
  });

  it('says what is wrong with operands that do not fit', () => {
    expect(() => matmul(tensor([[1, 2]]), tensor([[1, 2]]))).toThrow(
      'matmul: expected inner dimensions that agree, received [1, 2] and [1, 2].',
    );
    expect(() => matmul(tensor([[1]], [1, 1], 'i32'), tensor([[1]]))).toThrow(DTypeError);
  });
});

describe('views', () => {
  it('pick the elements they name', () => {
    const cases = shape(3)
      .filter((of) => of.length === 3)
      .chain((of) => fc.tuple(operand(of), fc.shuffledSubarray([0, 1, 2], { minLength: 3 })));
    fc.assert(
      fc.property(cases, ([x, order]) => {
        const turned = evaluate64([x], ([a]) => transpose(a!, order));
        expect(turned.values).toEqual(
          coordinates(turned.shape).map((c) => {
            const source: number[] = [];
            order.forEach((from, to) => {
              source[from] = c[to]!;
            });
            return at(x, source);
          }),
        );
        const start = x.shape.map((d) => Math.floor(d / 3));
        const part = evaluate64([x], ([a]) => slice(a!, start, [-1, -1, -1]));
        expect(part.values).toEqual(
          coordinates(part.shape).map((c) =>
            at(
              x,
              c.map((i, axis) => i + start[axis]!),
            ),
          ),
        );
      }),
    );
  });

  it('chain without copying what they need not', () => {
    const x: Operand = { shape: [2, 3], dtype: 'f32', values: [1, 2, 3, 4, 5, 6] };
    expect(evaluate64([x], ([a]) => broadcastTo(expandDims(transpose(a!), 1), [3, 2, 2])).values).toEqual([
      1, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6,
    ]);
    expect(evaluate64([x], ([a]) => reshape(transpose(a!), [-1])).values).toEqual([1, 4, 2, 5, 3, 6]);
    expect(evaluate64([x], ([a]) => squeeze(slice(a!, [1, 0], [1, 3]))).values).toEqual([4, 5, 6]);
  });

  it('take one axis or several away, and put them back', () => {
    const cases = shape(4).chain((of) => fc.tuple(operand(of), someAxes(of.length)));
    fc.assert(
      fc.property(cases, ([x, { axes, normalized }]) => {
        const ones = new Set(normalized);
        const long = x.shape.filter((_, axis) => !ones.has(axis));
        const values = Array.from({ length: sizeOf(long) }, (_, at) => at);
        const wide = evaluate64([{ shape: long, dtype: 'f32', values }], ([a]) => expandDims(a!, axes));
        expect(wide).toEqual({ shape: x.shape.map((d, axis) => (ones.has(axis) ? 1 : d)), values });
        const thin = evaluate64([{ shape: wide.shape, dtype: 'f32', values }], ([a]) => squeeze(a!, axes));
        expect(thin).toEqual({ shape: long, values });
      }),
    );
    expect(() => expandDims(tensor([1]), [0, 3])).toThrow('expandDims: expected an axis within rank 3, not 3');
    expect(() => squeeze(tensor([[1]]), [0, -2])).toThrow('squeeze: axes must be each axis once');
  });

  it('join along any axis', () => {
    const a = tensor([
      [1, 2],
      [3, 4],
    ]);
    const b = tensor([[5], [6]]);
    expect(evaluate64([], () => concat([a, b, a], 1)).values).toEqual([1, 2, 5, 1, 2, 3, 4, 6, 3, 4]);
    expect(() => concat([a, b], 0)).toThrow(
      'concat: expected shapes that differ along axis 0 only, received [2, 2] and [2, 1].',
    );
    expect(() => concat([])).toThrow(/at least one tensor/);
  });

  it('refuse what does not fit', () => {
    const x = tensor([[1, 2, 3]]);
    expect(() => reshape(x, [2, 2])).toThrow(ShapeError);
    expect(() => reshape(x, [-1, 2])).toThrow(/as many elements/);
    expect(() => slice(x, [0, 2], [1, 2])).toThrow(
      /slice: expected start \(0, 2\) and size \(1, 2\) inside it, received \[1, 3\]/,
    );
    expect(() => transpose(x, [0, 0])).toThrow(/permutation/);
    expect(() => squeeze(x, 1)).toThrow(/length 1/);
    expect(() => broadcastTo(x, [2, 2])).toThrow(ShapeError);
  });
});

describe('selection', () => {
  it('gathers from tables of any rank and scatters back in order', () => {
    const cases = fc
      .tuple(
        fc.integer({ min: 1, max: 5 }),
        dimension.filter((d) => d < 8),
        fc.array(fc.nat(100), { maxLength: 9 }),
      )
      .chain(([rows, length, picks]) => fc.tuple(operand([rows, length, 2]), fc.constant(picks.map((p) => p % rows))));
    fc.assert(
      fc.property(cases, ([table, picks]) => {
        const [rows, length] = table.shape as [number, number];
        const indices: Operand = { shape: [picks.length], dtype: 'i32', values: picks };
        const found = evaluate64([table, indices], ([t, i]) => gather(t!, i!));
        expect(found.values).toEqual(
          coordinates([picks.length, length, 2]).map(([p, l, c]) => at(table, [picks[p!]!, l!, c!])),
        );
        const ones: Operand = { shape: [picks.length, 1], dtype: 'f32', values: picks.map(() => 1) };
        const counts = evaluate64([ones, indices], ([u, i]) => scatterAdd(u!, i!, rows));
        expect(counts.values).toEqual(Array.from({ length: rows }, (_, row) => picks.filter((p) => p === row).length));
      }),
    );
  });
});

describe('classification', () => {
  it('softmax, its logarithm and its cross-entropy agree with one another', () => {
    const cases = fc
      .tuple(
        dimension,
        dimension.filter((d) => d > 0),
      )
      .chain(([r, c]) => fc.tuple(operand([r, c]), fc.array(fc.nat(c - 1), { minLength: r, maxLength: r })));
    fc.assert(
      fc.property(cases, ([logits, labels]) => {
        const [rows, columns] = logits.shape as [number, number];
        const direct = Array.from({ length: rows }, (_, r) => {
          const powers = Array.from({ length: columns }, (_, c) => Math.exp(at(logits, [r, c])));
          const total = powers.reduce((sofar, p) => sofar + p, 0);
          return powers.map((p) => p / total);
        });
        closeTo(evaluate64([logits], ([x]) => softmax(x!)).values, direct.flat());
        closeTo(evaluate64([logits], ([x]) => logSoftmax(x!)).values, direct.flat().map(Math.log));
        const truth: Operand = { shape: [rows], dtype: 'i32', values: labels };
        closeTo(
          evaluate64([logits, truth], ([x, y]) => softmaxCrossEntropy(x!, y!)).values,
          direct.map((row, r) => -Math.log(row[labels[r]!]!)),
        );
      }),
    );
  });

  it('l2Penalty is factor · Σ x²', () => {
    expect(evaluate64([{ shape: [3], dtype: 'f32', values: [1, -2, 3] }], ([x]) => l2Penalty(x!, 0.5)).values).toEqual([
      7,
    ]);
  });
});

describe('creation', () => {
  it('takes nested numbers and typed arrays, and copies them', () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const made = tensor(values, [2, 2]);
    values[0] = 9;
    expect(evaluate64([], () => made).values).toEqual([1, 2, 3, 4]);
    expect(tensor([[[1], [2]]]).shape).toEqual([1, 2, 1]);
    expect(tensor([]).shape).toEqual([0]);
    expect(evaluate64([], () => iota([2, 3], 0)).values).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('refuses ragged rows and a wrong size', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(
      'tensor: expected rows of one length at values[1], received [2] and [1].',
    );
    expect(() => tensor(new Float32Array(3), [2, 2])).toThrow(/a shape of 3 elements/);
    expect(sizeOf(tensor(new Int32Array(6), [2, 3]).shape)).toBe(6);
  });
});
