/** NaN and infinite weights and answers: refused where they are loaded or mean a class, and never counted as right. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  activation,
  categoricalCrossentropy,
  classificationReport,
  confusionMatrix,
  decodeSafetensors,
  dense,
  encodeSafetensors,
  type Layer,
  type LossLike,
  type MetricLike,
  NonFiniteLossError,
  NonFiniteValueError,
  predictedClasses,
  type Sequential,
  sequential,
  sparseCategoricalCrossentropy,
} from '../src/index.ts';
import { loadModel, saveModel } from '../src/node/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const make = (): Sequential =>
  sequential({
    inputShape: [3],
    layers: [dense({ units: 4, activation: 'relu' }), dense({ units: 2, activation: 'softmax' })],
  }).compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

/** The weights file of a new model with one number replaced. */
async function spoilt(
  tensor: number,
  element: number,
  value: number,
): Promise<{ bytes: Uint8Array; name: string; index: number[] }> {
  const { tensors, metadata } = decodeSafetensors(await make().saveWeights());
  const { name, shape, data } = tensors[tensor % tensors.length]!;
  const at = element % data.length;
  data[at] = value;
  const index = shape.length === 2 ? [Math.floor(at / shape[1]!), at % shape[1]!] : [at];
  return { bytes: encodeSafetensors(tensors, metadata), name, index };
}

describe('weights that are loaded', () => {
  test('wherever the NaN or infinity is, it is named and nothing changes', async () => {
    const model = make();
    const before = await model.saveWeights();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        async (tensor, element, value) => {
          const { bytes, name, index } = await spoilt(tensor, element, value);
          const loading = model.loadWeights(bytes, 'some.safetensors');
          await expect(loading).rejects.toBeInstanceOf(NonFiniteValueError);
          await expect(loading).rejects.toMatchObject({
            kind: 'numeric',
            file: 'some.safetensors',
            tensor: name,
            index,
            value,
            message:
              `some.safetensors: "${name}" has ${value} at [${index.join(', ')}], so that no answer would mean anything; ` +
              'take weights from before training diverged.',
          });
          expect(await model.saveWeights()).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
    await model.dispose();
  });

  test('numbers that are huge, subnormal or negative zero are loaded', async () => {
    for (const value of [3.4028234663852886e38, -1e-45, -0]) {
      const { bytes } = await spoilt(0, 1, value);
      const model = make();
      await model.loadWeights(bytes);
      expect(await model.saveWeights()).toEqual(bytes);
    }
  });

  test('a model folder with such weights is not loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkgrad-nan-'));
    await saveModel(folder, make());
    const file = join(folder, 'weights.safetensors');
    const { tensors, metadata } = decodeSafetensors(await readFile(file));
    tensors[2]!.data[5] = Number.NaN;
    await writeFile(file, encodeSafetensors(tensors, metadata));
    await expect(loadModel(folder)).rejects.toThrow(`${file}: "dense_1/kernel" has NaN at [2, 1]`);
    await rm(folder, { recursive: true });
  });

  test('a training state may have them, as training may be told to go on: what was saved comes back', async () => {
    const model = make();
    const weights = await model.getWeights();
    weights[0]!.data[3] = Number.NaN;
    await model.setWeights(weights);
    const bytes = await model.saveState();
    const other = make();
    await other.loadState(bytes);
    expect(await other.saveState()).toEqual(bytes);
    // Whoever did not say so is told at the first step.
    await expect(other.fit([[1, 2, 3]], [0], { device })).rejects.toBeInstanceOf(NonFiniteLossError);
  });
});

describe('classes of answers', () => {
  const output = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(Math.fround);
  const rows = fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }))
    .chain(([classes, count]) =>
      fc.array(fc.array(output, { minLength: classes, maxLength: classes }), { minLength: count, maxLength: count }),
    );

  test('are the places of the largest, the first of equals', () => {
    fc.assert(
      fc.property(rows, (outputs) => {
        expect([...predictedClasses(outputs)]).toEqual(outputs.map((row) => row.indexOf(Math.max(...row))));
      }),
    );
    expect([...predictedClasses({ shape: [1, 2, 3], data: Float32Array.of(1, 1, 0, -3, -2, -2) })]).toEqual([0, 1]);
    expect([...predictedClasses({ shape: [0, 3], data: new Float32Array(0) })]).toEqual([]);
  });

  test('are refused where any output is not finite, wherever it is', () => {
    fc.assert(
      fc.property(
        rows,
        fc.nat(),
        fc.nat(),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        (outputs, r, c, value) => {
          const row = r % outputs.length;
          const at = c % outputs[row]!.length;
          outputs[row]![at] = value;
          const to = outputs.length === 1 ? '' : ` to sample ${row}`;
          expect(() => predictedClasses(outputs)).toThrow(
            expect.objectContaining({
              name: 'NonFiniteValueError',
              kind: 'numeric',
              index: [row, at],
              value,
              message: `the answer${to} is ${value} for class ${at}, so that it means no class; the model has diverged, or its input is too large.`,
            }),
          );
        },
      ),
    );
  });

  test('one output has no largest', () => {
    for (const outputs of [[[0.9]], [0.2, 0.8], Float32Array.of(1, 2), { shape: [2, 0], data: new Float32Array(0) }]) {
      expect(() => predictedClasses(outputs)).toThrow(/rows of at least two classes/);
    }
  });

  test('counts of answers take no NaN for a class', () => {
    expect(() => confusionMatrix([0], Float32Array.of(Number.NaN), 2)).toThrow(
      /whole numbers in \[0, 2\), received NaN/,
    );
    expect(() => confusionMatrix(Float32Array.of(Number.NaN), [1], 2)).toThrow(
      /whole numbers in \[0, 2\), received NaN/,
    );
    expect(() =>
      classificationReport([
        [Number.NaN, 1],
        [0, 1],
      ]),
    ).toThrow(/received NaN/);
  });
});

describe('a model that has diverged', () => {
  const x = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
    [0.1, 0.2, 0.3],
  ];
  const oneHot = [
    [1, 0],
    [0, 1],
    [1, 0],
    [1, 0],
  ];
  // Each label once at the place that argmax gives a row of NaN.
  const labels = [0, 1, 0, 0];

  const cases: [string, Layer[], LossLike, MetricLike[], 'labels' | 'values'][] = [
    [
      'sparse',
      [dense({ units: 2, activation: 'softmax' })],
      'sparseCategoricalCrossentropy',
      ['accuracy', 'sparseTopKCategoricalAccuracy'],
      'labels',
    ],
    [
      'sparse, of logits',
      [dense({ units: 2 })],
      sparseCategoricalCrossentropy({ fromLogits: true }),
      ['accuracy'],
      'labels',
    ],
    [
      'categorical',
      [dense({ units: 2, activation: 'softmax' })],
      'categoricalCrossentropy',
      ['accuracy', 'topKCategoricalAccuracy'],
      'values',
    ],
    [
      'categorical, clipped',
      [dense({ units: 2 }), activation('sigmoid')],
      categoricalCrossentropy(),
      ['accuracy'],
      'values',
    ],
    [
      'binary',
      [dense({ units: 2, activation: 'sigmoid' })],
      'binaryCrossentropy',
      ['binaryAccuracy', 'accuracy'],
      'values',
    ],
    ['squared error', [dense({ units: 2 })], 'meanSquaredError', ['binaryAccuracy', 'categoricalAccuracy'], 'values'],
  ];

  test.each(cases)(
    'is refused by evaluate, and is right about nothing where training goes on: %s',
    async (_, layers, loss, metrics, kind) => {
      const y = kind === 'labels' ? labels : oneHot;
      const model = sequential({ inputShape: [3], layers }).compile({ optimizer: 'sgd', loss, metrics });
      const weights = await model.getWeights();
      weights[0]!.data.fill(Number.NaN);
      await model.setWeights(weights);
      await expect(model.evaluate(x, y, { device })).rejects.toBeInstanceOf(NonFiniteLossError);
      await expect(model.fit(x, y, { device })).rejects.toBeInstanceOf(NonFiniteLossError);
      await model.setWeights(weights);
      const { history } = await model.fit(x, y, {
        device,
        batchSize: 3,
        terminateOnNaN: false,
        validationData: [x, y],
      });
      expect(history['loss']).toEqual([Number.NaN]);
      expect(history['validationLoss']).toEqual([Number.NaN]);
      for (const [name, values] of Object.entries(history)) {
        if (!/loss/i.test(name)) expect(values, name).toEqual([0]);
      }
      await model.dispose();
    },
  );

  test('a sample with NaN takes nothing from the others', async () => {
    // The first feature overflows the first layer of one sample: ∞ − ∞.
    const model = sequential({
      inputShape: [2],
      layers: [activation('linear'), dense({ units: 2, activation: 'softmax' })],
    });
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    await model.setWeights([
      [
        [1e30, 0],
        [0, 1e30],
      ],
      [0, 0],
    ]);
    const samples = [
      [1, 0],
      [0, 1],
      [1e30, 1e30],
      [1, 0],
    ];
    const { history } = await model.fit(samples, [0, 1, 0, 1], { device, epochs: 1, terminateOnNaN: false });
    expect(history['accuracy']).toEqual([0.5]);
    await model.dispose();
  });
});
