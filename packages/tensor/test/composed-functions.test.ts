/** Composed functions as a reader of NumPy's pages would try them, their edge values, and what they refuse. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ArgumentError,
  argmin,
  clamp,
  type Device,
  evaluate,
  flip,
  floorDivide,
  gather,
  gradient,
  logSoftmax,
  matmul,
  min,
  mod,
  oneHot,
  openDevice,
  pad,
  pow,
  ShapeError,
  slice,
  softmax,
  split,
  stack,
  type Tensor,
  tensor,
  variance,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const valuesOf = async (x: Tensor): Promise<number[]> => [...(await evaluate([x], device))[0]!];

const counted = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );

describe('slice', () => {
  it('counts from the end, and goes there where no size is given', async () => {
    const x = counted(3, 4);
    expect(await valuesOf(slice(x, [-1]))).toEqual([8, 9, 10, 11]);
    expect(await valuesOf(slice(x, [0, -2]))).toEqual([2, 3, 6, 7, 10, 11]);
    expect(await valuesOf(slice(x, [-2, 1], [1]))).toEqual([5, 6, 7]);
    expect(await valuesOf(slice(x, [1, 1], [1, -1]))).toEqual([5, 6, 7]);
    expect(slice(x, []).shape).toEqual([3, 4]);
    expect(slice(x, [3]).shape).toEqual([0, 4]);
  });

  it('refuses what lies outside, with what was given', () => {
    const x = counted(3, 4);
    expect(() => slice(x, [-4])).toThrow(
      'slice: expected start (-4) and size (to the end) inside it, received [3, 4].',
    );
    expect(() => slice(x, [0, 2], [3, 3])).toThrow(ShapeError);
    expect(() => slice(x, [4])).toThrow(ShapeError);
    expect(() => slice(x, [0.5])).toThrow(ShapeError);
    expect(() => slice(x, [0, 0, 0])).toThrow(ShapeError);
    expect(() => slice(x, [0], [-2])).toThrow(ShapeError);
  });
});

describe('pad', () => {
  it('surrounds, and its gradient is that of the middle', async () => {
    expect(await valuesOf(pad(tensor([1, 2]), [[1, 2]]))).toEqual([0, 1, 2, 0, 0]);
    expect(await valuesOf(pad(tensor([[7]]), 1, -Infinity))).toEqual([
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
      7,
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
    ]);
    expect(await valuesOf(pad(tensor([1, 2], [2], 'i32'), [[0, 1]], 9))).toEqual([1, 2, 9]);
    expect(
      pad(counted(0, 2), [
        [2, 0],
        [0, 0],
      ]).shape,
    ).toEqual([2, 2]);
    const x = tensor([6, 7]);
    const [middle] = gradient(matmul(pad(x, [[1, 2]]), tensor([1, 2, 3, 4, 5])), [x]);
    expect(await valuesOf(middle!)).toEqual([2, 3]);
  });

  it('refuses widths that fit no axis', () => {
    const x = counted(2, 2);
    for (const widths of [
      [[1, 1]],
      [1, 2],
      [[1], [1]],
      [
        [-1, 0],
        [0, 0],
      ],
      0.5,
      -1,
    ]) {
      expect(() => pad(x, widths as number)).toThrow(ArgumentError);
    }
  });
});

describe('stack and split', () => {
  it('undo each other', async () => {
    const parts = split(counted(2, 6), 3, 1);
    expect(parts.map(({ shape }) => shape)).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(await valuesOf(parts[1]!)).toEqual([2, 3, 8, 9]);
    expect(await valuesOf(stack([tensor([1, 2]), tensor([3, 4])], -1))).toEqual([1, 3, 2, 4]);
    expect(split(counted(6), [2, 5]).map(({ shape }) => shape)).toEqual([[2], [3], [1]]);
    expect(split(counted(6), [0, 6]).map(({ shape }) => shape)).toEqual([[0], [6], [0]]);
  });

  it('refuse what does not fit', () => {
    expect(() => split(counted(5), 2)).toThrow('split: expected an axis 0 of 2 equal parts, received [5].');
    expect(() => split(counted(5), 0)).toThrow(ArgumentError);
    expect(() => split(counted(5), [3, 2])).toThrow(
      'split: parts must be cuts in order within [0, 5], received [3, 2].',
    );
    expect(() => split(counted(5), [6])).toThrow(ArgumentError);
    expect(() => split(counted(5), 5, 1)).toThrow(ShapeError);
    expect(() => stack([])).toThrow('stack: expected at least one tensor, received no tensor.');
    expect(() => stack([counted(2), counted(3)])).toThrow(
      'stack: expected tensors of one shape, received [2] and [3].',
    );
  });
});

describe('extremes', () => {
  it('of NaN, zeros, infinities and the smallest i32', async () => {
    expect(await valuesOf(min(tensor([3, Number.NaN, 1])))).toEqual([Number.NaN]);
    expect(await valuesOf(argmin(tensor([3, Number.NaN, 1])))).toEqual([1]);
    expect(await valuesOf(min(tensor([0, -0])))).toEqual([-0]);
    expect(await valuesOf(min(tensor([Infinity, Infinity])))).toEqual([Infinity]);
    expect(await valuesOf(min(tensor([5, -2147483648, 2147483647], [3], 'i32')))).toEqual([-2147483648]);
    expect(await valuesOf(argmin(tensor([5, -2147483648, 2147483647], [3], 'i32')))).toEqual([1]);
    expect(() => min(tensor([]))).toThrow(ShapeError);
  });

  it('share the gradient among equal minima', async () => {
    const x = tensor([1, 2, 1]);
    expect(await valuesOf(gradient(min(x), [x])[0]!)).toEqual([0.5, 0, 0.5]);
  });

  it('clamp keeps NaN and takes infinite bounds', async () => {
    expect(await valuesOf(clamp(tensor([-5, Number.NaN, 0.5, 5]), -1, 1))).toEqual([-1, Number.NaN, 0.5, 1]);
    expect(await valuesOf(clamp(tensor([-5, Infinity]), 0, Infinity))).toEqual([0, Infinity]);
    expect(await valuesOf(clamp(tensor([-5, 7], [2], 'i32'), 0, 6))).toEqual([0, 6]);
    expect(() => clamp(tensor([1]), 2, 1)).toThrow('clamp: low must be at most high (1), received 2.');
  });

  it('variance is the biased one, and NaN of nothing', async () => {
    expect(await valuesOf(variance(tensor([1, 2, 3, 4])))).toEqual([1.25]);
    expect(await valuesOf(variance(tensor([])))).toEqual([Number.NaN]);
  });
});

describe('softmax along axes', () => {
  it('sums to 1 along them', async () => {
    const x = tensor([
      [0, Math.log(3)],
      [0, 0],
    ]);
    const [a, b, c, d] = await valuesOf(softmax(x, { axes: 0 }));
    expect([a, b, c, d]).toEqual([0.5, 0.75, 0.5, 0.25]);
    const whole = await valuesOf(softmax(x, { axes: [0, 1] }));
    expect(whole.reduce((total, p) => total + p, 0)).toBeCloseTo(1, 6);
    expect(await valuesOf(softmax(tensor(5, [])))).toEqual([1]);
    expect(await valuesOf(logSoftmax(tensor(5, [])))).toEqual([0]);
    expect(await valuesOf(softmax(tensor([[1, 2]]), { axes: [] }))).toEqual([1, 1]);
    expect(() => softmax(x, { axes: 2 })).toThrow(ShapeError);
  });
});

describe('matmul with vectors', () => {
  it('drops the axis that it adds', () => {
    const [v, m, stackOfM] = [counted(3), counted(3, 4), counted(2, 3, 4)];
    expect(matmul(v, v).shape).toEqual([]);
    expect(matmul(v, m).shape).toEqual([4]);
    expect(matmul(m, counted(4)).shape).toEqual([3]);
    expect(matmul(v, stackOfM).shape).toEqual([2, 4]);
    expect(matmul(stackOfM, counted(4)).shape).toEqual([2, 3]);
    expect(matmul(v, m, { transposeA: false }).shape).toEqual([4]);
  });

  it('refuses scalars, transposed vectors and lengths that differ', () => {
    const [v, m] = [counted(3), counted(3, 4)];
    expect(() => matmul(tensor(2, []), m)).toThrow(/rank 1 or more/);
    expect(() => matmul(v, m, { transposeA: true })).toThrow(/a matrix to transpose as a/);
    expect(() => matmul(m, counted(4), { transposeB: true })).toThrow(/a matrix to transpose as b/);
    expect(() => matmul(m, v)).toThrow('matmul: expected inner dimensions that agree, received [3, 4] and [3].');
  });
});

describe('division', () => {
  // By NumPy 2.4.
  it('is rounded down, as NumPy does it', async () => {
    const a = tensor([7, -7, 0.1, 1, Infinity, -Infinity, 0, -0]);
    const nan = Number.NaN;
    expect(await valuesOf(floorDivide(a, 3))).toEqual([2, -3, 0, 0, nan, nan, 0, -0]);
    expect(await valuesOf(floorDivide(a, -3))).toEqual([-3, 2, -1, -1, nan, nan, -0, 0]);
    expect(await valuesOf(floorDivide(a, 0.1))).toEqual([69, -70, 1, 9, nan, nan, 0, -0]);
    expect(await valuesOf(floorDivide(a, Infinity))).toEqual([0, -1, 0, 0, nan, nan, 0, -0]);
    expect(await valuesOf(floorDivide(a, 0))).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      Infinity,
      Infinity,
      -Infinity,
      nan,
      nan,
    ]);
    expect(await valuesOf(mod(a, 3))).toEqual([1, 2, Math.fround(0.1), 1, nan, nan, 0, 0]);
    expect(await valuesOf(mod(a, -Infinity))).toEqual([-Infinity, -7, -Infinity, -Infinity, nan, nan, -0, -0]);
    const i = tensor([7, -7, 5, -2147483648], [4], 'i32');
    expect(await valuesOf(floorDivide(i, 2))).toEqual([3, -4, 2, -1073741824]);
    expect(await valuesOf(floorDivide(i, -1))).toEqual([-7, 7, -5, -2147483648]);
    expect(await valuesOf(floorDivide(i, 0))).toEqual([0, 0, 0, 0]);
    expect(await valuesOf(mod(i, -4))).toEqual([-1, -3, -3, 0]);
    expect(await valuesOf(mod(i, 0))).toEqual([0, 0, 0, 0]);
    expect(() => floorDivide(i, a)).toThrow(/floorDivide: expected tensors of one dtype/);
    expect(() => mod(i, 0.5)).toThrow(ArgumentError);
  });

  it('has the gradients that TensorFlow has', async () => {
    const [a, b] = [tensor([7, -7]), tensor([3, 2])];
    const loss = matmul(mod(a, b), tensor([1, 10]));
    expect(await valuesOf(gradient(loss, [a])[0]!)).toEqual([1, 10]);
    expect(await valuesOf(gradient(loss, [b])[0]!)).toEqual([-2, 40]);
    expect(await valuesOf(gradient(matmul(floorDivide(a, 0), b), [a])[0]!)).toEqual([0, 0]);
  });
});

describe('pow', () => {
  it('has the special cases of C', async () => {
    const nan = Number.NaN;
    expect(await valuesOf(pow(tensor([nan, 0, -8, 1]), 0))).toEqual([1, 1, 1, 1]);
    expect(await valuesOf(pow(1, tensor([nan, Infinity, 0, 5])))).toEqual([1, 1, 1, 1]);
    expect(await valuesOf(pow(tensor([-1, -8, -Infinity, -0]), 0.5))).toEqual([nan, nan, Infinity, 0]);
    expect(await valuesOf(pow(tensor([-2, 0, -0, 10]), -1))).toEqual([-0.5, Infinity, -Infinity, Math.fround(0.1)]);
    expect(await valuesOf(pow(tensor([-2, 5, 10, -3]), 3))).toEqual([-8, 125, 1000, -27]);
  });

  it('of i32 wraps around, and truncates inverses', async () => {
    const x = tensor([7, 2, -2, -3], [4], 'i32');
    expect(await valuesOf(pow(x, tensor([20, 31, 31, 21], [4], 'i32')))).toEqual([
      -1199696159, -2147483648, -2147483648, -1870418611,
    ]);
    expect(
      await valuesOf(pow(tensor([1, -1, -1, 2, 0], [5], 'i32'), tensor([-3, -3, -4, -1, -1], [5], 'i32'))),
    ).toEqual([1, -1, 1, 0, 0]);
    expect(() => pow(x, -1)).toThrow(
      'pow: y must be at least 0 as the exponent of an i32 (cast x to f32), received -1.',
    );
    expect(() => pow(x, 0.5)).toThrow(ArgumentError);
  });

  it('has a gradient at 0 and at negative bases', async () => {
    const x = tensor([0, 0, 0, -2]);
    const y = tensor([0, 1, 2, 3]);
    const [dx, dy] = gradient(matmul(pow(x, y), tensor([1, 1, 1, 1])), [x, y]);
    expect(await valuesOf(dx!)).toEqual([0, 1, 0, 12]);
    expect(await valuesOf(dy!)).toEqual([0, 0, 0, 0]);
    // Twice: ln of 0 must not reach the second gradient.
    const [again] = gradient(matmul(dy!, tensor([1, 1, 1, 1])), [x]);
    expect(await valuesOf(again!)).toEqual([0, 0, 0, 0]);
  });
});

describe('gather', () => {
  it('takes along any axis, from either end', async () => {
    const x = counted(2, 3);
    expect(await valuesOf(gather(x, tensor([-1, 0], [2], 'i32'), { axes: 1 }))).toEqual([2, 0, 5, 3]);
    expect(await valuesOf(gather(x, tensor(-1, [], 'i32')))).toEqual([3, 4, 5]);
    expect(gather(x, tensor([[0]], [1, 1], 'i32'), { axes: -1 }).shape).toEqual([2, 1, 1]);
    expect(() => gather(x, tensor([0], [1], 'i32'), { axes: 2 })).toThrow(ShapeError);
    expect(() => gather(x, tensor([0], [1], 'i32'), { axes: [0, 1] })).toThrow(
      'gather: axes must be one axis, received [0, 1].',
    );
    expect(() => gather(tensor(1, []), tensor([0], [1], 'i32'))).toThrow(/rank 1 or more/);
  });

  it('adds up the gradient of what was taken twice', async () => {
    const x = counted(3);
    const taken = matmul(gather(x, tensor([-1, 2, 0], [3], 'i32')), tensor([1, 10, 100]));
    expect(await valuesOf(gradient(taken, [x])[0]!)).toEqual([100, 0, 11]);
  });

  it('flip turns all axes around by default', async () => {
    expect(await valuesOf(flip(counted(2, 3)))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await valuesOf(flip(counted(2, 3), { axes: 0 }))).toEqual([3, 4, 5, 0, 1, 2]);
  });
});

describe('oneHot', () => {
  it('has nothing where the index is none of the classes', async () => {
    expect(await valuesOf(oneHot(tensor([1, -1, 2], [3], 'i32'), 2))).toEqual([0, 1, 0, 0, 0, 0]);
    expect(oneHot(tensor(1, [], 'i32'), 3).shape).toEqual([3]);
  });
});
