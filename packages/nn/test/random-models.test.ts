/**
 * Random models trained for two steps on the gpu backend's kernels: never an internal error, and the losses of the
 * reference backend. Layers, regularizers, optimizers, losses and metrics are drawn from the built-in ones.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense, l2, meanAbsoluteError, type SequentialOptions, sequential } from '../src/index.ts';

type Plain = Readonly<Record<string, unknown>>;

const activation = fc.constantFrom('linear', 'relu', 'elu', 'tanh', 'sigmoid', 'softplus', 'gelu', 'softmax');
const penalty = fc.constantFrom<Plain>({}, { l1: 0.01 }, { l2: 0.02 }, { l1: 0.01, l2: 0.02 });

const denseOf = (units: fc.Arbitrary<number>, of: fc.Arbitrary<string> = activation): fc.Arbitrary<Plain> =>
  fc
    .tuple(units, of, fc.boolean(), penalty, penalty, penalty)
    .map(([n, name, useBias, kernelRegularizer, biasRegularizer, activityRegularizer]) => ({
      type: 'dense',
      units: n,
      activation: name,
      useBias,
      kernelRegularizer,
      ...(useBias ? { biasRegularizer } : {}),
      activityRegularizer,
    }));

/** Layers of [steps, features] that keep them. */
const kept = fc.oneof(
  denseOf(fc.integer({ min: 1, max: 5 })),
  fc.constantFrom<Plain>(
    { type: 'dropout', rate: 0.25 },
    { type: 'spatialDropout1d', rate: 0.25 },
    { type: 'layerNormalization' },
    { type: 'batchNormalization' },
    { type: 'activation', activation: 'silu' },
    { type: 'rescaling', scale: 0.5 },
    { type: 'permute', dims: [2, 1] },
  ),
);

/** Layers that leave a vector of each sample. */
const ending = fc.constantFrom<Plain>(
  { type: 'flatten' },
  { type: 'globalAveragePooling1d' },
  { type: 'globalMaxPooling1d' },
  { type: 'simpleRnn', units: 2 },
  { type: 'gru', units: 2 },
  { type: 'lstm', units: 3 },
);

const labels = [0, 2, 1, 1, 0, 2];
const values = labels.map((label) => [0, 1, 2].map((at) => (at === label ? 1 : 0)));

const objective = fc.constantFrom(
  { loss: 'sparseCategoricalCrossentropy', last: 'softmax', y: labels, metrics: ['accuracy'] },
  { loss: 'categoricalCrossentropy', last: 'softmax', y: values, metrics: ['categoricalAccuracy', 'meanSquaredError'] },
  { loss: 'binaryCrossentropy', last: 'sigmoid', y: values, metrics: ['binaryAccuracy', 'meanAbsoluteError'] },
  { loss: 'meanSquaredError', last: 'linear', y: values, metrics: ['meanAbsoluteError'] },
  { loss: 'huber', last: 'tanh', y: values, metrics: ['meanSquaredError', 'meanAbsoluteError'] },
  { loss: 'logCosh', last: 'linear', y: values, metrics: [] },
);

const optimizer = fc.constantFrom<Plain>(
  { name: 'sgd', learningRate: 0.05 },
  { name: 'sgd', learningRate: 0.05, momentum: 0.9 },
  { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  ...['adam', 'rmsprop', 'adamw', 'adamax', 'nadam', 'adagrad', 'adadelta'].map((name) => ({ name })),
);

const models = fc.noBias(
  fc
    .record({ layers: fc.array(kept, { maxLength: 3 }), end: ending, objective, optimizer })
    .chain((drawn) => denseOf(fc.constant(3), fc.constant(drawn.objective.last)).map((last) => ({ ...drawn, last }))),
);

const x = labels.map((_, sample) =>
  [0, 1, 2, 3].map((step) => [0, 1, 2].map((feature) => ((sample * 7 + step * 5 + feature * 3) % 11) / 5 - 1)),
);

type Drawn = typeof models extends fc.Arbitrary<infer T> ? T : never;

/** Its gradient asks which elements are equal to their maximum, of values that each kernel works out again. */
const maximumOfComputed: Drawn = {
  layers: [{ type: 'dense', units: 1, activation: 'gelu', useBias: false }],
  end: { type: 'globalMaxPooling1d' },
  objective: { loss: 'sparseCategoricalCrossentropy', last: 'softmax', y: labels, metrics: ['accuracy'] },
  optimizer: { name: 'sgd', learningRate: 0.05 },
  last: { type: 'dense', units: 3, activation: 'softmax', useBias: false },
};

/** The loss of each epoch, two steps each, and that of an evaluation afterwards. */
async function lossesOn(device: Device, { layers, end, last, objective: { loss, y, metrics }, optimizer: by }: Drawn) {
  const model = sequential({ seed: 3, layers: [...layers, end, last] as unknown as SequentialOptions['layers'] });
  model.compile({ loss: loss as 'huber', metrics: [...metrics] as 'accuracy'[], optimizer: by as unknown as 'adam' });
  const { history } = await model.fit(x, y, { device, epochs: 2, batchSize: 4, shuffle: false });
  const evaluated = await model.evaluate(x, y, { device });
  return [...history['loss']!, evaluated['loss']!];
}

describe.each(['gpu:cpu', 'gpu:webasm'])('random models on %s', (backend) => {
  it('train as on the reference backend', async () => {
    const [device, reference] = [await openDevice(backend), await openDevice('reference')];
    await fc.assert(
      fc.asyncProperty(models, async (drawn) => {
        const expected = await lossesOn(reference, drawn);
        const actual = await lossesOn(device, drawn);
        actual.forEach((loss, at) => {
          // Steps of Adam and its like have the size of the rate whatever the gradient, which may be rounding alone.
          const allowed = 2e-3 * (1 + Math.abs(expected[at]!));
          expect(Math.abs(loss - expected[at]!), `loss ${at}: ${loss}, expected ${expected[at]}`).toBeLessThan(allowed);
        });
      }),
      { numRuns: 12, seed: 5, examples: [[maximumOfComputed]] },
    );
    await Promise.all([device.dispose(), reference.dispose()]);
  });

  it('a penalty on a bias, a metric of its own and plain descent', async () => {
    const device = await openDevice(backend);
    const model = sequential({ seed: 1, layers: [dense({ units: 1, biasRegularizer: l2() })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [meanAbsoluteError()] });
    const { history } = await model.fit([[1], [2]], [[1], [2]], { device, epochs: 2 });
    expect(history['loss']).toHaveLength(2);
    await device.dispose();
  });
});
