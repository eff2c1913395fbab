/**
 * Layers over images and sequences whose numbers no golden trajectory has, against loops written from Keras's documentation
 * with nothing of this package in them, and what they refuse.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  averagePooling1d,
  conv1d,
  conv2d,
  conv2dTranspose,
  cropping2d,
  depthwiseConv2d,
  globalMaxPooling2d,
  type Layer,
  LayerShapeError,
  maxPooling1d,
  maxPooling2d,
  separableConv2d,
  sequential,
  upSampling2d,
  zeroPadding2d,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.dispose());

type Nested = number | readonly Nested[];

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Numbers without a pattern, multiples of 1/8, exact in float32. */
const numbers = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (((i + 1) * (seed * 2 + 7)) % 31) / 8 - 2);

/** The row-major elements as nested lists. */
function nested(values: ArrayLike<number>, shape: readonly number[]): Nested {
  const [length, ...rest] = shape;
  if (length === undefined) return values[0]!;
  const step = size(rest);
  return Array.from({ length }, (_, i) => nested(Array.from(values).slice(i * step, (i + 1) * step), rest));
}

/** What a layer makes of two samples, with weights that are numbers(…, 1), numbers(…, 2) and so on. */
async function outputOf(layer: Layer, inputShape: readonly number[]) {
  const net = sequential({ inputShape, layers: [layer] });
  const weights = (await net.getWeights()).map(({ shape }, at) => ({ shape, data: numbers(size(shape), at + 1) }));
  await net.setWeights(weights);
  const x = { shape: [2, ...inputShape], data: numbers(2 * size(inputShape), 0) };
  const y = await net.predict(x, { device });
  await net.dispose();
  // biome-ignore lint/suspicious/noExplicitAny: lists of a depth that each test knows
  const read = (values: ArrayLike<number>, shape: readonly number[]): any => nested(values, shape);
  return {
    x: read(x.data, x.shape),
    y: read(y.data, y.shape),
    shape: y.shape,
    weights: weights.map(({ data, shape }) => read(data, shape)),
  };
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Compares every element with a formula over its coordinates. */
function expectEach(y: Nested, formula: (at: readonly number[]) => number, at: readonly number[] = []): void {
  if (typeof y === 'number') expect(y, `[${at.join(', ')}]`).toBeCloseTo(formula(at), 4);
  else y.forEach((inner, i) => void expectEach(inner, formula, [...at, i]));
}

describe('conv1d', () => {
  test.each([
    [1, 1],
    [2, 1],
    [1, 2],
  ])('causal, strides %i, dilation %i: a step sees itself and earlier ones', async (strides, dilationRate) => {
    const layer = conv1d({ filters: 3, kernelSize: 3, padding: 'causal', strides, dilationRate });
    const { x, y, shape, weights } = await outputOf(layer, [7, 2]);
    expect(shape).toEqual([2, Math.ceil(7 / strides), 3]);
    const [kernel, bias] = weights;
    expectEach(y, ([n, t, f]) => {
      const terms = range(3).flatMap((i) => {
        const step = t! * strides - (2 - i) * dilationRate;
        return step < 0 ? [] : range(2).map((c) => x[n!][step][c] * kernel[i][c][f!]);
      });
      return bias[f!] + sum(terms);
    });
  });

  test('valid, in groups', async () => {
    const { x, y, shape, weights } = await outputOf(conv1d({ filters: 4, kernelSize: 2, groups: 2 }), [5, 6]);
    expect(shape).toEqual([2, 4, 4]);
    const [kernel, bias] = weights;
    expectEach(y, ([n, t, f]) => {
      const first = f! < 2 ? 0 : 3;
      const terms = range(2).flatMap((i) => range(3).map((c) => x[n!][t! + i][first + c] * kernel[i][c][f!]));
      return bias[f!] + sum(terms);
    });
  });
});

test('depthwiseConv2d: filter d of channel c is channel 2 c + d of the output', async () => {
  const { x, y, shape, weights } = await outputOf(depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }), [3, 4, 3]);
  expect(shape).toEqual([2, 2, 3, 6]);
  const [kernel, bias] = weights;
  expectEach(y, ([n, r, s, f]) => {
    const [c, d] = [Math.floor(f! / 2), f! % 2];
    const terms = range(2).flatMap((i) => range(2).map((j) => x[n!][r! + i][s! + j][c] * kernel[i][j][c][d]));
    return bias[f!] + sum(terms);
  });
});

test('separableConv2d: each channel by itself, then all mixed', async () => {
  const layer = separableConv2d({ filters: 2, kernelSize: [2, 1], depthMultiplier: 2, strides: [1, 2] });
  const { x, y, shape, weights } = await outputOf(layer, [3, 5, 2]);
  expect(shape).toEqual([2, 2, 3, 2]);
  const [depthwise, pointwise, bias] = weights;
  expectEach(y, ([n, r, s, f]) => {
    const apart = range(4).map((k) => {
      const [c, d] = [Math.floor(k / 2), k % 2];
      return sum(range(2).map((i) => x[n!][r! + i][s! * 2][c] * depthwise[i][0][c][d]));
    });
    return bias[f!] + sum(apart.map((value, k) => value * pointwise[0][0][k][f!]));
  });
});

describe('conv2dTranspose', () => {
  // Sizes that Keras's documentation of the output's shape gives.
  test.each([
    ['valid', 3, 1, 6],
    ['valid', 3, 2, 9],
    ['valid', 2, 3, 12],
    ['same', 3, 1, 4],
    ['same', 3, 2, 8],
    ['same', 2, 3, 12],
  ] as const)('padding %s, kernel %i, strides %i: 4 become %i', async (padding, kernelSize, strides, expected) => {
    const layer = conv2dTranspose({ filters: 2, kernelSize, strides, padding });
    const { shape } = await outputOf(layer, [4, 4, 1]);
    expect(shape).toEqual([2, expected, expected, 2]);
  });

  // Keras: (4 − 1) · strides + reach + outputPadding with "valid", the rest of the reach by 2 instead of it with "same".
  test.each([
    ['valid', 3, 2, 0, 9],
    ['valid', 3, 2, 1, 10],
    ['valid', 2, 3, 1, 12],
    ['same', 3, 2, 0, 7],
    ['same', 3, 2, 1, 8],
    ['same', 4, 3, 2, 11],
  ] as const)('padding %s, kernel %i, strides %i, %i more: 4 become %i', async (...drawn) => {
    const [padding, kernelSize, strides, outputPadding, expected] = drawn;
    const layer = conv2dTranspose({ filters: 2, kernelSize, strides, padding, outputPadding });
    const { shape } = await outputOf(layer, [4, 4, 1]);
    expect(shape).toEqual([2, expected, expected, 2]);
  });

  test.each([
    ['same', 2, 2, 0],
    ['same', 3, 2, 2],
    ['valid', 3, 1, 1],
  ] as const)(
    'padding %s, kernel %i, strides %i: %i more cannot be',
    async (padding, kernelSize, strides, outputPadding) => {
      const layer = conv2dTranspose({ filters: 2, kernelSize, strides, padding, outputPadding });
      await expect(outputOf(layer, [4, 4, 1])).rejects.toThrow(/outputPadding must be from . to below the strides/);
    },
  );

  test('every element leaves the kernel times itself', async () => {
    const layer = conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' });
    const { x, y, weights } = await outputOf(layer, [2, 3, 2]);
    const [kernel, bias] = weights;
    // A reach of 5 and 7 is cut to 4 and 6: nothing in front, ⌊1 / 2⌋.
    expectEach(y, ([n, r, s, f]) => {
      const terms = range(2).flatMap((a) =>
        range(3).flatMap((b) => {
          const [i, j] = [r! - 2 * a, s! - 2 * b];
          const isInside = i >= 0 && i < 3 && j >= 0 && j < 3;
          return isInside ? range(2).map((c) => x[n!][a][b][c] * kernel[i][j][f!][c]) : [];
        }),
      );
      return bias[f!] + sum(terms);
    });
  });
});

test('pools of sequences, and of whole images', async () => {
  const largest = await outputOf(maxPooling1d({ poolSize: 3, strides: 2 }), [7, 2]);
  expect(largest.shape).toEqual([2, 3, 2]);
  expectEach(largest.y, ([n, t, c]) => Math.max(...range(3).map((i) => largest.x[n!][2 * t! + i][c!])));
  const means = await outputOf(averagePooling1d({ padding: 'same' }), [5, 2]);
  expect(means.shape).toEqual([2, 3, 2]);
  expectEach(means.y, ([n, t, c]) => {
    const inside = range(2).flatMap((i) => (2 * t! + i < 5 ? [means.x[n!][2 * t! + i][c!] as number] : []));
    return sum(inside) / inside.length;
  });
  const whole = await outputOf(globalMaxPooling2d(), [3, 2, 2]);
  expectEach(whole.y, ([n, c]) => Math.max(...whole.x[n!].flat().map((channels: number[]) => channels[c!])));
});

describe('upSampling2d', () => {
  test('repeats elements', async () => {
    const { x, y, shape } = await outputOf(upSampling2d({ size: [2, 3] }), [2, 2, 2]);
    expect(shape).toEqual([2, 4, 6, 2]);
    expectEach(y, ([n, r, s, c]) => x[n!][Math.floor(r! / 2)][Math.floor(s! / 3)][c!]);
  });

  test('takes means of the elements around, whose centres count', async () => {
    const { x, y } = await outputOf(upSampling2d({ size: [2, 1], interpolation: 'bilinear' }), [2, 1, 1]);
    for (const n of [0, 1]) {
      const [first, second] = [x[n][0][0][0], x[n][1][0][0]];
      const expected = [first, 0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second, second];
      expectEach(y[n], ([r]) => expected[r!]);
    }
    const both = await outputOf(upSampling2d({ size: 2, interpolation: 'bilinear' }), [3, 2, 2]);
    const between = (length: number, to: number): readonly [number, number][] => {
      const at = Math.min(Math.max((to + 0.5) / 2 - 0.5, 0), length - 1);
      return range(length).map((i) => [i, Math.max(0, 1 - Math.abs(at - i))]);
    };
    expectEach(both.y, ([n, r, s, c]) =>
      sum(between(3, r!).flatMap(([i, a]) => between(2, s!).map(([j, b]) => a * b * both.x[n!][i][j][c!]))),
    );
  });
});

test('zeroPadding2d puts zeros around images, cropping2d takes sides away', async () => {
  const padded = await outputOf(
    zeroPadding2d({
      padding: [
        [1, 0],
        [0, 2],
      ],
    }),
    [2, 3, 2],
  );
  expect(padded.shape).toEqual([2, 3, 5, 2]);
  expectEach(padded.y, ([n, r, s, c]) => (r! >= 1 && s! < 3 ? padded.x[n!][r! - 1][s!][c!] : 0));
  const cropped = await outputOf(cropping2d([1, 0]), [4, 2, 2]);
  expect(cropped.shape).toEqual([2, 2, 2, 2]);
  expectEach(cropped.y, ([n, r, s, c]) => cropped.x[n!][r! + 1][s!][c!]);
  expect(zeroPadding2d().padding).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(cropping2d().cropping).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

describe('what cannot be is refused', () => {
  const built = (layer: Layer, inputShape: readonly number[]) => () => sequential({ inputShape, layers: [layer] });

  test.each([
    [conv2d({ filters: 2, kernelSize: 3 }), [28, 28], /images, shape \[height, width, channels\], received \[28, 28\]/],
    [conv2d({ filters: 2, kernelSize: [3, 5] }), [4, 4, 1], /at least 3×5 for its window, or padding "same"/],
    [conv2d({ filters: 2, kernelSize: 3, dilationRate: 2 }), [4, 9, 1], /at least 5×5/],
    [conv2d({ filters: 4, kernelSize: 1, groups: 2 }), [4, 4, 3], /in 2 groups, received 3 channels, 4 filters/],
    [maxPooling2d({ poolSize: 5 }), [4, 4, 1], /at least 5×5/],
    [conv1d({ filters: 1, kernelSize: 4 }), [3, 1], /at least 4/],
    [cropping2d(2), [4, 9, 1], /more than 4×4/],
  ] as const)('%o', (layer, inputShape, message) => {
    expect(built(layer, inputShape)).toThrow(LayerShapeError);
    expect(built(layer, inputShape)).toThrow(message);
  });

  test.each([
    [() => conv2d({ filters: 0, kernelSize: 3 }), /filters/],
    [() => conv2d({ filters: 1, kernelSize: [3, 0] }), /kernelSize/],
    [() => conv2d({ filters: 1, kernelSize: 3, padding: 'causal' as 'same' }), /padding/],
    [() => maxPooling2d({ poolSize: -1 }), /poolSize/],
    [() => zeroPadding2d([[1, 2], [3]] as never), /padding/],
    [() => cropping2d(-1), /cropping/],
    [() => upSampling2d({ size: 2, interpolation: 'cubic' as 'nearest' }), /interpolation/],
  ])('an option: %#', (make, name) => {
    expect(make).toThrow(name);
  });
});
