/** Weights of samples and classes: Σ weight · loss / batch, as Keras has it, and metrics that know nothing of them. */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dense, type FitOptions, l2, type Sequential, sequential, sgd, uploadDataset } from '../src/index.ts';
import { testedBackends } from './backends.ts';

const features = 3;
const classes = 3;
const count = 23;
const x = { shape: [count, features], data: uniform(2, 1, count * features, { min: -1, max: 1 }) };
const y = Int32Array.from({ length: count }, (_, at) => (at * at) % classes);
const oneHot = { shape: [count, classes], data: new Float32Array(count * classes) };
y.forEach((label, at) => {
  oneHot.data[at * classes + label] = 1;
});

const makeModel = (
  learningRate = 0.3,
  loss: 'sparseCategoricalCrossentropy' | 'categoricalCrossentropy' = 'sparseCategoricalCrossentropy',
): Sequential =>
  sequential({
    seed: 4,
    inputShape: [features],
    layers: [
      dense({ units: 5, activation: 'tanh', kernelRegularizer: l2(0.01) }),
      dense({ units: classes, activation: 'softmax' }),
    ],
  }).compile({ optimizer: sgd({ learningRate, momentum: 0.5 }), loss, metrics: ['accuracy'] });

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('losses of training and evaluation are weighted means over the batch, accuracies plain ones (float64)', async () => {
    const model = makeModel(1e-30);
    const { data: p } = await model.predict(x, { device });
    const { regularizationLoss } = await model.lossGradients(x, y);
    const plain = await model.evaluate(x, y);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0, 0.5, 1, 3), { minLength: count, maxLength: count }),
        fc.constantFrom(1, 4, 23, 50),
        async (weights, batchSize) => {
          const losses = weights.map((weight, at) => -weight * Math.log(p[at * classes + y[at]!]!));
          const expected = losses.reduce((sum, loss) => sum + loss, 0) / count + regularizationLoss;
          const sampleWeight = Float32Array.from(weights);
          const { history } = await model.fit(x, y, {
            batchSize,
            sampleWeight,
            validationData: [x, y, sampleWeight],
          });
          const evaluated = await model.evaluate(x, y, { batchSize, sampleWeight });
          for (const loss of [history['loss']![0]!, history['validationLoss']![0]!, evaluated['loss']!]) {
            // f32 against float64 over 23 samples.
            expect(Math.abs(loss - expected)).toBeLessThan(4e-6);
          }
          expect(history['accuracy']).toEqual([plain['accuracy']]);
          expect(evaluated['accuracy']).toBe(plain['accuracy']);
        },
      ),
      { numRuns: 10 },
    );
    await model.dispose();
  });

  const trained = async (options: FitOptions, model = makeModel(), targets: typeof y | typeof oneHot = y) => {
    const { history } = await model.fit(x, targets, { device, epochs: 3, batchSize: 5, ...options });
    const weights = await model.saveWeights();
    await model.dispose();
    return { history, weights };
  };

  test('weights of 1 change no bit; others change the training; samples of weight 0 do not teach', async () => {
    const free = await trained({});
    expect(await trained({ sampleWeight: new Float32Array(count).fill(1) })).toEqual(free);
    expect(await trained({ sampleWeight: new Float32Array(count).fill(2) })).not.toEqual(free);
    const only = makeModel(0.3);
    const start = (await only.getWeights()).map(({ data }) => data.slice());
    const { gradients } = await only.lossGradients(x, y, { device });
    await only.fit(x, y, { device, batchSize: count, sampleWeight: new Float32Array(count) });
    const after = await only.getWeights();
    // Without data only the penalty of the first kernel is left to learn from.
    expect(after[2]!.data).toEqual(start[2]);
    expect(gradients[2]!.data.some((g) => Math.abs(g) > 1e-3)).toBe(true);
    expect(after[0]!.data).not.toEqual(start[0]);
    await only.dispose();
  });

  test('weights of classes are those of their samples, for labels, one-hot targets and uploaded data', async () => {
    const classWeight = { 0: 3, 2: 0.25 };
    const sampleWeight = [...y].map((label) => [3, 1, 0.25][label]!);
    const expected = await trained({ sampleWeight });
    expect(await trained({ classWeight })).toEqual(expected);
    expect(await trained({ classWeight: [3, 1, 0.25] })).toEqual(expected);
    const dense = await trained({ classWeight }, makeModel(0.3, 'categoricalCrossentropy'), oneHot);
    expect(dense).toEqual(await trained({ sampleWeight }, makeModel(0.3, 'categoricalCrossentropy'), oneHot));
    const data = await uploadDataset(device, x, y);
    const model = makeModel();
    const { history } = await model.fit(data, { epochs: 3, batchSize: 5, classWeight });
    expect(history).toEqual(expected.history);
    // Other weights for the same data compile nothing anew, and hold.
    await model.fit(data, { epochs: 1, batchSize: 5, classWeight: { 1: 7 } });
    await model.dispose();
    data.dispose();
  });

  test('held-out samples keep their own weights, but not those of classes', async () => {
    const sampleWeight = uniform(1, 3, count);
    const split = { validationSplit: 0.3, epochs: 1 };
    const byHand = makeModel();
    const cut = Math.floor(count * 0.7);
    const part = (from: number, to: number) =>
      [
        { shape: [to - from, features], data: x.data.slice(from * features, to * features) },
        y.slice(from, to),
      ] as const;
    const weighted = await trained({ ...split, sampleWeight });
    const { history } = await byHand.fit(...part(0, cut), {
      device,
      batchSize: 5,
      sampleWeight: sampleWeight.slice(0, cut),
      validationData: [...part(cut, count), sampleWeight.slice(cut)],
    });
    expect(weighted.history).toEqual(history);
    expect(await byHand.saveWeights()).toEqual(weighted.weights);
    const byClass = makeModel();
    const classWeight = [3, 1, 0.25];
    const own = await byClass.fit(...part(0, cut), {
      device,
      batchSize: 5,
      classWeight,
      validationData: part(cut, count),
    });
    expect((await trained({ ...split, classWeight })).history).toEqual(own.history);
    await Promise.all([byHand.dispose(), byClass.dispose()]);
  });
});

test.each<[string, FitOptions, RegExp]>([
  ['both kinds', { classWeight: [1, 1, 1], sampleWeight: y }, /classWeight must be absent where sampleWeight is given/],
  ['too few', { sampleWeight: [1, 2] }, /sampleWeight: expected 23 weights, one for each sample, received shape \[2\]/],
  [
    'two a sample',
    { sampleWeight: { shape: [count, 2], data: new Float32Array(count * 2) } },
    /received shape \[23, 2\]/,
  ],
  [
    'a negative one',
    { sampleWeight: Float32Array.from(y, () => -1) },
    /finite weights of at least 0, received -1 at position 0/,
  ],
  ['NaN', { sampleWeight: Float32Array.from(y, (_, at) => (at === 5 ? Number.NaN : 1)) }, /received NaN at position 5/],
  ['a class that is none', { classWeight: { 3: 1 } }, /classWeight must be of classes in \[0, 3\), received class 3/],
  [
    'a class by name',
    { classWeight: { three: 1 } as never },
    /classWeight must be keyed by whole numbers, received "three"/,
  ],
  ['a negative factor', { classWeight: { 1: -1 } }, /classWeight\[1\] must be a finite number of at least 0/],
  ['a number', { classWeight: 2 as never }, /classWeight must be factors by class/],
  ['validation weights too few', { validationData: [x, y, [1]] }, /validation sampleWeight: expected 23 weights/],
])('weights: %s is refused', async (_, options, message) => {
  const device = await openDevice('reference');
  const model = makeModel();
  await expect(model.fit(x, y, { device, ...options })).rejects.toThrowError(message);
  await model.dispose();
  await device.dispose();
});
