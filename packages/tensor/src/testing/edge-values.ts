/**
 * ±0, ±Inf, NaN, huge and subnormal values through every element-wise op, softmax and reductions, against what the
 * reference table says. Subnormal results may be flushed to zero; nothing else may differ in kind.
 */
import { describe, expect, it } from 'vitest';
import type { Device } from '../backend/device.ts';
import { evaluate } from '../evaluate.ts';
import { logSoftmax, softmax, softmaxCrossEntropy } from '../functions/classification.ts';
import { conv2d } from '../functions/convolution.ts';
import { tensor } from '../functions/creation.ts';
import { floorDivide, mod } from '../functions/division.ts';
import * as elementwise from '../functions/elementwise.ts';
import { averagePool2d, maxPool2d } from '../functions/pooling.ts';
import { pow } from '../functions/power.ts';
import { argmax, max, sum } from '../functions/reduction.ts';
import * as rounding from '../functions/rounding.ts';
import * as specialFunctions from '../functions/special.ts';
import { cos, sin } from '../functions/trigonometry.ts';
import { reshape } from '../functions/view.ts';
import { gradient } from '../graph/gradient.ts';
import type { Tensor } from '../tensor.ts';
import { run64 } from './oracle.ts';
import { findDifference, smallestNormal, type Tolerance } from './tolerance.ts';

const everything = Float32Array.of(
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  Infinity,
  -Infinity,
  Number.NaN,
  3.4e38,
  -3.4e38,
  1e-40,
  -1e-40,
  88,
  -88,
  104,
  -104,
  1e-7,
  -1e-7,
  2 ** 24,
);

const functions = { ...elementwise, ...rounding, ...specialFunctions };

const unaryFunctions = [
  'neg',
  'abs',
  'sign',
  'square',
  'sqrt',
  'exp',
  'log',
  'relu',
  'leakyRelu',
  'elu',
  'softplus',
  'sigmoid',
  'tanh',
  'floor',
  'ceil',
  'round',
  'erf',
  'expm1',
  'log1p',
] as const;
const binaryFunctions = [
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;

/** One unit in the last place would do for most; exp at 88 is where a range reduction shows. */
const tolerance = { absolute: 2 * smallestNormal, relative: 2e-6 };

export interface EdgeOptions {
  /** Whether subnormal operands are among the values. */
  readonly subnormals: boolean;
  /** The largest i32 that the backend holds. */
  readonly largestInteger: number;
  /** Sine and cosine of a larger angle are NaN. */
  readonly largestAngle: number;
}

export function describeEdgeValues(
  device: () => Device,
  { subnormals, largestInteger, largestAngle }: EdgeOptions,
): void {
  const special = everything.filter((value) => subnormals || value === 0 || !(Math.abs(value) < smallestNormal));
  const check = async (results: readonly Tensor[], within: Tolerance = tolerance): Promise<void> => {
    const expected = run64({
      inputs: [],
      inputValues: [],
      variables: [],
      variableValues: [],
      outputs: results,
      updates: [],
      steps: 1,
    });
    const actual = await evaluate(results, device());
    actual.forEach((values, at) => {
      // What float64 still holds and float32 does not is infinite.
      expect(findDifference(values, expected[at]!, within), String(results[at])).toBeUndefined();
    });
  };

  describe('edge values', () => {
    it.each(unaryFunctions)('%s', async (name) => {
      await check([functions[name](tensor(special))]);
    });
    it.each(binaryFunctions)('%s of every pair', async (name) => {
      await check([elementwise[name](tensor(special, [special.length, 1]), tensor(special, [1, special.length]))]);
    });
    it.each([
      ['pow', pow],
      ['mod', mod],
      ['floorDivide', floorDivide],
    ])('%s of every pair', async (_name, f) => {
      const values = Float32Array.of(...special, 3, -3, 2.5, -2.5, 65, -65, 0.1, 1e6, 2 ** 30 + 128, 1e-30);
      const result = f(tensor(values, [values.length, 1]), tensor(values, [1, values.length]));
      // A power by way of y · ln x in float32 is off by about as many units in the last place as that is large: 88.
      await check([result], { ...tolerance, relative: 2e-5 });
    });
    it('powers, quotients and remainders of i32', async () => {
      const values = [0, 1, -1, 2, -2, 3, -3, 7, 31, -31, 2 ** 24, -(2 ** 24), 2 ** 31 - 1, -(2 ** 31)];
      const held = values.filter((x) => Math.abs(x) <= largestInteger);
      const [a, b] = [tensor(held, [held.length, 1], 'i32'), tensor(held, [1, held.length], 'i32')];
      await check([floorDivide(a, b), mod(a, b)]);
      if (largestInteger === 2 ** 31) await check([pow(a, b)]);
    });
    it('halves are rounded to even', async () => {
      await check([rounding.round(tensor([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999997, 8388607.5, -8388606.5]))]);
    });
    it.each([
      ['sin', sin],
      ['cos', cos],
    ])('%s', async (_name, f) => {
      const angles = [...special, 1e5, -1e5, 2 ** 24 - 1, 2 ** 28, 3e9, -3e9, 1e22];
      await check([f(tensor(angles.filter((x) => !(Math.abs(x) > largestAngle) || Math.abs(x) === Infinity)))]);
      const beyond = angles.filter((x) => Math.abs(x) > largestAngle);
      expect(await evaluate([f(tensor(beyond))], device())).toEqual([Float32Array.from(beyond, () => Number.NaN)]);
    });
    it('cast truncates, saturates and turns NaN into 0', async () => {
      await check([elementwise.cast(tensor(special), 'i32'), elementwise.cast(tensor([1.9, -1.9, 3e9, -3e9]), 'i32')]);
    });
    it('softmax and cross-entropy of huge logits stay finite', async () => {
      const logits = tensor([
        [1000, 0, -1000],
        [-3e38, 3e38, 0],
        [5, 5, 5],
      ]);
      await check([softmax(logits), logSoftmax(logits), softmaxCrossEntropy(logits, tensor([0, 1, 2], [3], 'i32'))]);
    });
    it('a NaN in a row spreads over that row only', async () => {
      const logits = tensor([
        [1, Number.NaN, 2],
        [1, 2, 3],
      ]);
      await check([
        softmax(logits),
        logSoftmax(logits),
        max(logits, { axes: 1 }),
        argmax(logits),
        sum(logits, { axes: 1 }),
      ]);
    });
    it('a max pool takes the first of equal elements, and NaN before all; its gradient goes there', async () => {
      const rows = [
        [2, 7, 7, 1, 0, -0],
        [7, 2, Number.NaN, 9, -0, 0],
        [-Infinity, -Infinity, 3e38, Infinity, Number.NaN, 5],
        [-Infinity, -Infinity, 3e38, 3e38, 6, Number.NaN],
      ];
      const x = reshape(tensor(rows), [1, 4, 6, 1]);
      const every = maxPool2d(x, { strides: 1, padding: 'same' });
      await check([maxPool2d(x), every, ...gradient(sum(maxPool2d(x)), [x]), ...gradient(sum(every), [x])]);
    });
    it('what is not finite spreads to the windows that it is in, and to no other', async () => {
      const x = Float32Array.from({ length: 7 * 7 }, (_, i) => i - 20);
      [x[8], x[27], x[47]] = [Number.NaN, Infinity, -3e38];
      const image = tensor(x, [1, 7, 7, 1]);
      const kernel = tensor([1, -1, 2, 0, 3, 0, -2, 1, 1], [3, 3, 1, 1]);
      await check([
        conv2d(image, kernel),
        conv2d(image, kernel, { padding: 'same', strides: 2 }),
        averagePool2d(image),
      ]);
    });
    it('argmax takes the first of equal maxima', async () => {
      await check([
        argmax(
          tensor([
            [2, 7, 7, 1, 7],
            [0, -0, 0, 0, 0],
          ]),
        ),
        argmax(tensor([[-Infinity, -Infinity]])),
      ]);
    });
  });
}
