/**
 * What a model's output is to its loss: logits, probabilities, or neither, which is refused. The oracle is the loss by its
 * formula, in float64, of the probabilities that the model shows.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ActivationName,
  activation,
  binaryCrossentropy,
  type CompileOptions,
  categoricalCrossentropy,
  dense,
  dropout,
  flatten,
  type Layer,
  type Loss,
  LossOutputError,
  meanSquaredError,
  type Sequential,
  sequential,
  sparseCategoricalCrossentropy,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const classes = 3;
const losses = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
} as const;
type CrossentropyName = keyof typeof losses;
const names = Object.keys(losses) as CrossentropyName[];

const make = (layers: readonly Layer[], loss: CompileOptions['loss'], metrics: CompileOptions['metrics'] = []) =>
  sequential({ inputShape: [classes], layers, seed: 5 }).compile({ optimizer: 'sgd', loss, metrics });

describe('which outputs a cross-entropy takes', () => {
  const act = (...given: ActivationName[]): Layer[] => given.map((name) => activation(name));
  type Fate = 'taken' | RegExp;
  const needs = (values: string): RegExp =>
    new RegExp(
      `needs probabilities, and this layer gives ${values}; give it the activation ".*", or the loss fromLogits`,
    );
  const notLogits = /is to take logits \(fromLogits: true\), and this layer gives probabilities; take fromLogits away/;
  const cases: [string, Layer[], { [K in CrossentropyName]?: Fate } & { plain?: Fate; fromLogits: Fate }][] = [
    ['softmax', act('softmax'), { plain: 'taken', fromLogits: notLogits }],
    ['sigmoid', act('sigmoid'), { plain: 'taken', fromLogits: notLogits }],
    ['a softmax that was flattened', [...act('softmax'), flatten()], { plain: 'taken', fromLogits: notLogits }],
    ['a relu of probabilities', act('softmax', 'relu'), { plain: 'taken', fromLogits: notLogits }],
    ['linear', act('linear'), { plain: needs('values of any size'), fromLogits: 'taken' }],
    ['a dense layer', [dense({ units: 3 })], { plain: needs('values of any size'), fromLogits: 'taken' }],
    ['relu', act('relu'), { plain: needs('values from 0 up'), fromLogits: 'taken' }],
    ['softplus', act('softplus'), { plain: needs('values from 0 up'), fromLogits: 'taken' }],
    ['leaky relu', act('leakyRelu'), { plain: needs('values of any size'), fromLogits: 'taken' }],
    ['elu', act('elu'), { plain: needs('values from −1 up'), fromLogits: 'taken' }],
    ['tanh', act('tanh'), { plain: needs('values from −1 to 1'), fromLogits: 'taken' }],
    [
      'a layer after the softmax',
      [...act('softmax'), dense({ units: 3 })],
      { plain: needs('values of any size'), fromLogits: 'taken' },
    ],
    [
      'log-softmax',
      act('logSoftmax'),
      {
        sparseCategoricalCrossentropy: 'taken',
        categoricalCrossentropy: 'taken',
        binaryCrossentropy: needs('values up to 0'),
        fromLogits: 'taken',
      },
    ],
    [
      'dropout after the softmax',
      [...act('softmax'), dropout(0.25)],
      {
        plain:
          /layer "dropout": .* needs probabilities, and this layer gives values from 0 to 1\.333 in training; move it before the layer with the/,
        fromLogits: notLogits,
      },
    ],
    [
      'dropout of nothing after the softmax',
      [...act('softmax'), dropout(0)],
      { plain: 'taken', fromLogits: notLogits },
    ],
    [
      'dropout of logits',
      [dense({ units: 3 }), dropout(0.25)],
      { plain: needs('values of any size'), fromLogits: 'taken' },
    ],
  ];

  test.each(cases)('%s', (_, layers, fates) => {
    for (const name of names) {
      for (const fromLogits of [false, true]) {
        const fate = fromLogits ? fates.fromLogits : (fates[name] ?? fates.plain)!;
        const compile = (): Sequential => make(layers, losses[name]({ fromLogits }));
        const what = `${name}, fromLogits: ${fromLogits}`;
        if (fate === 'taken') expect(compile, what).not.toThrow();
        else expect(compile, what).toThrow(fate);
      }
    }
    expect(() => make(layers, 'meanSquaredError')).not.toThrow();
  });

  test('zeros are no probabilities of classes, whatever comes in', () => {
    const zeros = act('logSoftmax', 'relu');
    expect(() => make(zeros, 'categoricalCrossentropy')).toThrow(needs('0 whatever comes in'));
    expect(() => make(zeros, 'binaryCrossentropy')).not.toThrow();
  });

  test('it is said where the shape becomes known, with the layer, the loss and what to do', async () => {
    const model = sequential([dense({ units: 2, name: 'answer' })]);
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const failed = model.fit([[1, 2, 3]], [[1, 0]], { device });
    await expect(failed).rejects.toThrow(
      'layer "answer": categoricalCrossentropy needs probabilities, and this layer gives values of any size; ' +
        'give it the activation "softmax", or the loss fromLogits: true if the values are logits.',
    );
    await expect(failed).rejects.toMatchObject({
      kind: 'usage',
      layer: 'answer',
      loss: 'categoricalCrossentropy',
      received: 'values of any size',
    });
    // Another loss, and it can be used.
    model.compile({ optimizer: 'sgd', loss: categoricalCrossentropy({ fromLogits: true }) });
    await model.fit([[1, 2, 3]], [[1, 0]], { device });
    await model.dispose();
  });

  test('a refused loss leaves the model as it was', () => {
    const model = make([dense({ units: 3 })], 'meanSquaredError');
    expect(() => model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' })).toThrow(LossOutputError);
    expect(model.toConfig().objective).toMatchObject({
      loss: { name: 'meanSquaredError' },
      optimizer: { name: 'sgd' },
    });
  });

  test('a softmax whose rows were joined is no softmax of the whole', async () => {
    const layers = [activation('softmax'), flatten()];
    const model = sequential({ inputShape: [2, 3], layers }).compile({
      optimizer: 'sgd',
      loss: 'categoricalCrossentropy',
    });
    const x = [
      [Math.log(0.2), Math.log(0.3), Math.log(0.5)],
      [0, 0, 0],
    ];
    // Six probabilities that sum to 2 are divided by it, as Keras does.
    const { loss } = (await model.evaluate([x], [[0, 0, 1, 0, 0, 0]], { device })) as { loss: number };
    expect(loss).toBeCloseTo(-Math.log(0.5 / 2), 5);
    expect((await model.predictProbabilities([x])).data[2]).toBeCloseTo(0.25, 6);
    await model.dispose();
  });
});

/** The mean loss of the probabilities shown, in float64. */
function lossOf(name: CrossentropyName, p: readonly number[][], labels: readonly number[]): number {
  const each = p.map((row, at) => {
    const label = labels[at]!;
    if (name !== 'binaryCrossentropy') return -Math.log(row[label]!);
    return row.reduce((sum, own, c) => sum - Math.log(c === label ? own : 1 - own), 0) / row.length;
  });
  return each.reduce((sum, own) => sum + own, 0) / each.length;
}

const oneHot = (labels: readonly number[]): number[][] =>
  labels.map((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)));

function rowsOf(data: Float32Array): number[][] {
  return Array.from({ length: data.length / classes }, (_, at) => [...data.subarray(at * classes, (at + 1) * classes)]);
}

const activations: ActivationName[] = [
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'softplus',
  'sigmoid',
  'tanh',
  'softmax',
  'logSoftmax',
];
const anyLayer: fc.Arbitrary<Layer> = fc.oneof(
  fc.constantFrom(...activations).map((name) => activation(name)),
  fc
    .constantFrom(...activations)
    .map((name) => dense({ units: classes, activation: name, kernelInitializer: 'randomNormal' })),
  fc.constantFrom(0, 0.25).map((rate) => dropout(rate)),
  fc.constant(flatten()),
);
// Logits near 0, so that no probability comes near the bound 1e-7 that a loss clips it to.
const row = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: classes, maxLength: classes });

test('whatever the layers: refused, or the loss is that of the probabilities shown', async () => {
  let [refused, taken] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLayer, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...names),
      fc.boolean(),
      fc.array(fc.tuple(row, fc.integer({ min: 0, max: classes - 1 })), { minLength: 1, maxLength: 5 }),
      async (layers, name, fromLogits, samples) => {
        let model: Sequential;
        try {
          model = make(layers, losses[name]({ fromLogits }));
        } catch (error) {
          expect(error).toBeInstanceOf(LossOutputError);
          refused++;
          return;
        }
        taken++;
        expect(model.givesProbabilities).toBe(true);
        const x = samples.map(([values]) => values);
        const labels = samples.map(([, label]) => label);
        const probabilities = rowsOf((await model.predictProbabilities(x, { device })).data);
        const isOfClasses = name !== 'binaryCrossentropy';
        // A relu may leave only zeros of a sample, which are no shares of one: 0 / 0, as in Keras.
        const answers = rowsOf((await model.predict(x, { device })).data);
        if (isOfClasses && answers.some((own) => own.every((value) => value === 0)) && !fromLogits) {
          for (const [at, own] of answers.entries()) {
            if (own.every((value) => value === 0)) expect(probabilities[at]).toEqual([NaN, NaN, NaN]);
          }
          await model.dispose();
          return;
        }
        // Float32 sums of three numbers: a few units in the seventh digit.
        for (const own of probabilities.flat()) expect(own >= 0 && own <= 1 + 1e-6).toBe(true);
        for (const own of probabilities) {
          if (isOfClasses) expect(Math.abs(own.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-5);
        }
        const y = name === 'sparseCategoricalCrossentropy' ? labels : oneHot(labels);
        const expected = lossOf(name, probabilities, labels);
        const { loss } = (await model.evaluate(x, y, { device })) as { loss: number };
        // 1 − p loses what p is rounded by, which counts where it is small; p of a relu may be 0 itself.
        if (probabilities.flat().every((own) => own > 1e-3 && own < 1 - 1e-3)) {
          expect(Math.abs(loss - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
        }
        await model.dispose();
      },
    ),
    { numRuns: 150 },
  );
  // The property says nothing where all is refused, or nothing.
  expect(refused).toBeGreaterThan(10);
  expect(taken).toBeGreaterThan(10);
});

describe('probabilities', () => {
  const z = [Math.log(2), Math.log(3), Math.log(5)];
  test.each<[string, Layer[], Loss | undefined, number[] | undefined]>([
    ['of a softmax', [activation('softmax')], undefined, [0.2, 0.3, 0.5]],
    ['of a log-softmax', [activation('logSoftmax')], undefined, [0.2, 0.3, 0.5]],
    [
      'of logits of classes',
      [activation('linear')],
      sparseCategoricalCrossentropy({ fromLogits: true }),
      [0.2, 0.3, 0.5],
    ],
    [
      'of logits, each for itself',
      [activation('linear')],
      binaryCrossentropy({ fromLogits: true }),
      [2 / 3, 3 / 4, 5 / 6],
    ],
    ['of sigmoids', [activation('sigmoid')], undefined, [2 / 3, 3 / 4, 5 / 6]],
    [
      'of sigmoids that a loss of classes divides by their sum',
      [activation('sigmoid')],
      categoricalCrossentropy(),
      [2 / 3, 3 / 4, 5 / 6].map((own) => own / (2 / 3 + 3 / 4 + 5 / 6)),
    ],
    ['of a softmax that squared error trains', [activation('softmax')], meanSquaredError(), [0.2, 0.3, 0.5]],
    ['there are none of values', [activation('linear')], meanSquaredError(), undefined],
    ['there are none of what nobody explains', [activation('linear')], undefined, undefined],
    ['there are none of a relu', [activation('relu')], meanSquaredError(), undefined],
  ])('%s', async (_, layers, loss, expected) => {
    const model = sequential({ inputShape: [classes], layers });
    if (loss !== undefined) model.compile({ optimizer: 'sgd', loss });
    expect(model.givesProbabilities).toBe(expected !== undefined);
    const asked = model.predictProbabilities([z], { device });
    if (expected === undefined) {
      await expect(asked).rejects.toThrow(
        /predictProbabilities: the model's answers are no probabilities \(.*\); use predict/,
      );
      await expect(asked).rejects.toMatchObject({ name: 'ModelStateError' });
    } else {
      const { shape, data } = await asked;
      expect(shape).toEqual([1, classes]);
      for (const [at, own] of expected.entries()) expect(data[at]).toBeCloseTo(own, 6);
    }
    await model.dispose();
  });
});

describe('accuracy', () => {
  const accuracy = async (layers: Layer[], loss: Loss, x: number[][], y: number[][], metric = 'binaryAccuracy') => {
    const model = sequential({ inputShape: [x[0]!.length], layers });
    model.compile({ optimizer: 'sgd', loss, metrics: [metric as 'accuracy'] });
    const logs = await model.evaluate(x, y, { device });
    await model.dispose();
    return logs[metric]!;
  };
  const logits = binaryCrossentropy({ fromLogits: true });
  const yes = [[1], [1], [1], [0]];
  // Between 0 and 0.5 the two thresholds differ; the smallest logit is too small for its sigmoid to leave 0.5.
  const x = [[0.4], [3], [1e-9], [-0.1]];

  test('of logits is at 0, of probabilities and values at 0.5', async () => {
    expect(await accuracy([activation('linear')], logits, x, yes)).toBe(1);
    expect(await accuracy([activation('linear')], logits, [[0]], [[0]])).toBe(1);
    expect(await accuracy([activation('sigmoid')], binaryCrossentropy(), [[0.4], [3], [-0.1]], [[1], [1], [0]])).toBe(
      1,
    );
    expect(await accuracy([activation('linear')], meanSquaredError(), x, yes)).toBe(0.5);
    expect(await accuracy([activation('linear')], logits, x, yes, 'accuracy')).toBe(1);
  });

  test('of logits of classes is that of their softmax', async () => {
    // Softmax 0.24, 0.09, 0.67: all logits are above 0.
    const far = [[2, 1, 3]];
    const loss = categoricalCrossentropy({ fromLogits: true });
    expect(await accuracy([activation('linear')], loss, far, [[0, 0, 1]])).toBe(1);
    expect(await accuracy([activation('logSoftmax')], categoricalCrossentropy(), far, [[0, 0, 1]])).toBe(1);
  });

  test('by the name "accuracy" means the class where there are several outputs, as in Keras', async () => {
    // Two of three outputs are on the right side, and the largest is another one.
    const wrong = [[1, -1, -2]];
    expect(await accuracy([activation('linear')], logits, wrong, [[0, 1, 0]], 'accuracy')).toBe(0);
    expect(await accuracy([activation('linear')], logits, wrong, [[0, 1, 0]])).toBeCloseTo(1 / 3, 6);
  });
});
