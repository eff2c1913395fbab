/**
 * The gradient of every built-in loss, by the values before the output, beside finite differences in float64: from logits,
 * from probabilities that are a softmax or sigmoid, and from ones that are not. A loss without a generator fails.
 */
import { add, div, exp, input, mean, mul, sigmoid, softmax, sum, type Tensor } from '@inkgrad/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIns } from '../src/index.ts';
import { lossPerSample, targetsOf } from '../src/losses/read-loss.ts';
import { expectRightGradients } from './numeric-gradients.ts';

const { losses } = builtIns();

type Options = Readonly<Record<string, unknown>>;
type Output = (x: Tensor) => Tensor;

/** e^x over its sum, said so that the recorded graph shows no softmax. */
const normalized: Output = (x) => div(exp(x), sum(exp(x), { axes: -1, keepDims: true }));
/** Within (0, 1), and no sigmoid alone. */
const halved: Output = (x) => add(mul(sigmoid(x), 0.5), 0.25);

const linear: Output = (x) => x;
const positive: Output = (x) => add(exp(x), 0.1);

const smoothing = fc.record({ labelSmoothing: fc.constantFrom(0, 0.1) });
const focal = fc.record({
  ...{ gamma: fc.constantFrom(0, 1.5, 2), alpha: fc.constantFrom(0.25, 0.9) },
  applyClassBalancing: fc.boolean(),
});
const none = fc.constant<Options>({});

interface Drawn {
  readonly options: Options;
  readonly output: Output;
}

const oneOf = (outputs: readonly Output[], options: fc.Arbitrary<Options> = none): fc.Arbitrary<Drawn> =>
  fc.record({ options, output: fc.constantFrom(...outputs) });

/** Of probabilities, or of logits that are said to be some. */
const linked = (outputs: readonly Output[], options: fc.Arbitrary<Options>): fc.Arbitrary<Drawn> =>
  fc.oneof(
    oneOf(outputs, options),
    options.map((own) => ({ options: { ...own, fromLogits: true }, output: linear })),
  );

const drawnLosses: Readonly<Record<string, fc.Arbitrary<Drawn>>> = {
  binaryCrossentropy: linked([sigmoid, halved], smoothing),
  binaryFocalCrossentropy: linked([sigmoid, halved], focal),
  categoricalCrossentropy: linked([softmax, halved], smoothing),
  categoricalFocalCrossentropy: linked(
    [softmax, halved],
    fc.record({
      ...{ gamma: fc.constantFrom(0, 1.5, 2), alpha: fc.constantFrom(0.25, 0.9) },
      labelSmoothing: fc.constantFrom(0, 0.1),
    }),
  ),
  categoricalHinge: oneOf([linear, softmax]),
  cosineSimilarity: oneOf([linear]),
  hinge: oneOf([linear, sigmoid]),
  huber: oneOf([linear], fc.record({ delta: fc.constantFrom(0.3, 1) })),
  klDivergence: oneOf([softmax, normalized]),
  logCosh: oneOf([linear]),
  meanAbsoluteError: oneOf([linear]),
  meanAbsolutePercentageError: oneOf([linear]),
  meanSquaredError: oneOf([linear, softmax]),
  meanSquaredLogarithmicError: oneOf([positive]),
  poisson: oneOf([positive]),
  sparseCategoricalCrossentropy: linked([softmax, halved], none),
  squaredHinge: oneOf([linear]),
};

const values = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, at) => Math.fround(1.2 * Math.sin(12.9898 * (at + 1) + 78.233 * seed)));

/** Targets of every loss: one class of each row, or values of order 1 above 0. */
const oneHot = (rows: number, width: number, seed: number): number[] =>
  Array.from({ length: rows * width }, (_, at) => Number(at % width === (Math.floor(at / width) + seed) % width));

test('there is a generator for every loss', () => {
  expect(Object.keys(drawnLosses).sort()).toEqual(losses.map(({ key }) => key).sort());
});

const few = fc.integer({ min: 1, max: 4 });

test.each(Object.keys(drawnLosses))('%s', (name) => {
  const { from } = losses.find(({ key }) => key === name)!;
  const isOneHot = /rossentropy|inge/.test(name);
  fc.assert(
    fc.property(drawnLosses[name]!, few, fc.integer({ min: 2, max: 5 }), fc.nat(1000), (drawn, batch, width, seed) => {
      const loss = from(name, { name, ...drawn.options });
      const x = input('x', [batch, width]);
      const labels = targetsOf(loss) === 'labels';
      const y = labels ? input('y', [batch], 'i32') : input('y', [batch, width]);
      const targets = labels
        ? Array.from({ length: batch }, (_, at) => (at + seed) % width)
        : isOneHot
          ? oneHot(batch, width, seed)
          : values(batch * width, seed + 1).map((value) => Math.abs(value) + 0.05);
      expectRightGradients({
        loss: mean(lossPerSample(loss, drawn.output(x), y)),
        inputs: [{ of: x, values: values(batch * width, seed) }],
        fixedInputs: [{ of: y, values: targets }],
        variables: [],
      });
    }),
    { numRuns: 20 },
  );
});
