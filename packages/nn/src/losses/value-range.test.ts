/** No value of a tensor lies outside the bounds that its graph sets: random graphs, evaluated in float64. */
import {
  abs,
  add,
  clamp,
  concat,
  cos,
  div,
  dropoutMask,
  elu,
  erf,
  evaluate,
  exp,
  floor,
  full,
  greater,
  leakyRelu,
  logSoftmax,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  openDevice,
  relu,
  reshape,
  round,
  select,
  sigmoid,
  sign,
  sin,
  slice,
  softmax,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from '@inkgrad/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithinUnit, valueRange } from './value-range.ts';

const one: ((x: Tensor) => Tensor)[] = [
  abs,
  neg,
  square,
  relu,
  (x) => leakyRelu(x),
  (x) => elu(x, 0.7),
  (x) => elu(x, -0.7),
  softplus,
  sigmoid,
  tanh,
  softmax,
  logSoftmax,
  (x) => exp(minimum(x, 5)),
  sin,
  cos,
  erf,
  sign,
  floor,
  round,
  (x) => clamp(x, -0.25, 0.75),
  (x) => add(x, min(x, { axes: -1, keepDims: true })),
  (x) => mul(x, 0.3),
  (x) => mul(x, -2),
  (x) => add(x, -0.5),
  (x) => div(x, -4),
  (x) => div(1, maximum(x, 0.5)),
  (x) => mul(x, dropoutMask(x.shape, { rate: 0.4, seed: 3, stream: 1, counter: full([], 7, 'i32') })),
  (x) => transpose(reshape(x, [3, 2])),
  (x) => reshape(x, [2, 3]),
  (x) => add(x, mean(x, { axes: -1, keepDims: true })),
  (x) => add(x, sum(x, { axes: 0, keepDims: true })),
  (x) => add(x, max(x, { axes: -1, keepDims: true })),
  (x) => concat([slice(x, [0, 1], [2, 2]), slice(x, [0, 0], [2, 1])], 1),
];
const two: ((a: Tensor, b: Tensor) => Tensor)[] = [
  add,
  sub,
  mul,
  maximum,
  minimum,
  (a, b) => select(greater(a, b), a, b),
];

const values = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 6, maxLength: 6 });

test('values lie within the bounds', async () => {
  const device = await openDevice('reference');
  let bounded = 0;
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 7 }),
      async (data, steps) => {
        const x = tensor([data.slice(0, 3), data.slice(3)]);
        const made = [x, sigmoid(x), tanh(x)];
        for (const [at, a, b, isOne] of steps) {
          const first = made[a % made.length]!;
          made.push(
            reshape(
              isOne ? one[at % one.length]!(first) : two[at % two.length]!(first, made[b % made.length]!),
              [2, 3],
            ),
          );
        }
        const found = await evaluate(made, device);
        for (const [at, node] of made.entries()) {
          const { least, most } = valueRange(node);
          expect(least <= most).toBe(true);
          if (Number.isFinite(least) || Number.isFinite(most)) bounded++;
          // The reference rounds to float32 where it stores.
          const slack = (bound: number): number => 1e-5 * (1 + Math.abs(bound));
          for (const value of found[at]!) {
            if (!Number.isFinite(value)) continue;
            if (Number.isFinite(least)) expect(value).toBeGreaterThanOrEqual(least - slack(least));
            if (Number.isFinite(most)) expect(value).toBeLessThanOrEqual(most + slack(most));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(bounded).toBeGreaterThan(500);
  await device.dispose();
});

test.each<[string, (x: Tensor) => Tensor, boolean]>([
  ['a sigmoid', sigmoid, true],
  ['the mean of two softmaxes', (x) => mul(add(softmax(x), softmax(neg(x))), 0.5), true],
  ['a hard sigmoid', (x) => minimum(maximum(add(mul(x, 0.2), 0.5), 0), 1), true],
  ['the mean of a softmax', (x) => mean(softmax(x), { axes: 0 }), true],
  ['clamped values', (x) => clamp(x, 0, 1), true],
  ['one minus a sigmoid', (x) => sub(1, sigmoid(x)), true],
  ['a sum of two softmaxes', (x) => add(softmax(x), softmax(x)), false],
  ['a relu', relu, false],
  ['a tanh', tanh, false],
])('whether %s is a probability', (_, make, is) => {
  expect(isWithinUnit(valueRange(make(tensor([[1, 2, 3]]))))).toBe(is);
});

test('shared nodes are looked at once', () => {
  let x: Tensor = sigmoid(tensor([1]));
  // 2^200 paths.
  for (let at = 0; at < 200; at++) x = mul(add(x, x), 0.5);
  expect(isWithinUnit(valueRange(x))).toBe(true);
});
