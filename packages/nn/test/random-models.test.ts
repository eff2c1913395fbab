/**
 * Random models trained for two steps on the other backends: never an internal error, and the losses of the reference
 * backend. Layers and merges of branches, regularizers, optimizers, losses and metrics are drawn from the built-in ones.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  builtIns,
  dense,
  input,
  type Layer,
  l2,
  meanAbsoluteError,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '../src/index.ts';

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
    { type: 'groupNormalization', groups: 1 },
    { type: 'multiHeadAttention', numHeads: 2, keyDim: 2, useCausalMask: true },
    { type: 'multiHeadAttention', numHeads: 1, keyDim: 3, dropout: 0.25 },
    { type: 'timeDistributed', layer: { type: 'dense', units: 3 } },
    { type: 'conv1d', filters: 2, kernelSize: 2, padding: 'causal' },
    { type: 'bidirectional', layer: { type: 'simpleRnn', units: 2, returnSequences: true } },
  ),
);

/** What comes of a value and of a layer of it that keeps its shape. */
const merge = fc.constantFrom<Plain>(
  ...['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'].map((type) => ({ type })),
  { type: 'dot', axes: 2 },
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

const optimizer = fc.oneof(
  fc.constantFrom<Plain>(...builtIns().optimizers.map(({ key }) => ({ name: key }))),
  fc.constantFrom<Plain>(
    { name: 'sgd', learningRate: 0.05, momentum: 0.9 },
    { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
    { name: 'adam', amsgrad: true, weightDecay: 0.01 },
    { name: 'rmsprop', momentum: 0.5, centered: true },
    { name: 'lion', weightDecay: 0.01, clipNorm: 1 },
    { name: 'nadam', useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 },
    { name: 'adam', gradientAccumulationSteps: 2 },
  ),
);

const models = fc.noBias(
  fc
    .record({
      ...{ isEmbedded: fc.boolean(), layers: fc.array(kept, { maxLength: 3 }), merge: fc.option(merge) },
      ...{ end: ending, objective, optimizer },
    })
    .chain((drawn) => denseOf(fc.constant(3), fc.constant(drawn.objective.last)).map((last) => ({ ...drawn, last }))),
);

const x = labels.map((_, sample) =>
  [0, 1, 2, 3].map((step) => [0, 1, 2].map((feature) => ((sample * 7 + step * 5 + feature * 3) % 11) / 5 - 1)),
);

/** The same as indices of an embedding. */
const indices = x.map((steps) => steps.map(([first]) => Math.round(5 * (first! + 1))));

type Drawn = typeof models extends fc.Arbitrary<infer T> ? T : never;

/** Its gradient asks which elements are equal to their maximum, of values that each kernel works out again. */
const maximumOfComputed: Drawn = {
  isEmbedded: false,
  merge: null,
  layers: [{ type: 'dense', units: 1, activation: 'gelu', useBias: false }],
  end: { type: 'globalMaxPooling1d' },
  objective: { loss: 'sparseCategoricalCrossentropy', last: 'softmax', y: labels, metrics: ['accuracy'] },
  optimizer: { name: 'sgd', learningRate: 0.05 },
  last: { type: 'dense', units: 3, activation: 'softmax', useBias: false },
};

const { layers: kinds } = builtIns();

function layerOf(plain: Plain): Layer {
  return kinds.find(({ key }) => key === plain['type'])!.from('layer', plain, kinds);
}

function outputOf({ layers, merge: by, end, last }: Drawn, start: SymbolicTensor): SymbolicTensor {
  const value = layers.reduce((given, layer) => layerOf(layer).apply(given), start);
  const branch = (): SymbolicTensor => dense({ units: value.shape.at(-1)!, activation: 'tanh' }).apply(value);
  const merged = by === null ? value : layerOf(by).apply(value, branch());
  return [end, last].reduce((given, layer) => layerOf(layer).apply(given), merged);
}

/** So much small state that its kernels are full, with some of it read by the rest. */
const muchSmallState: Drawn = {
  isEmbedded: false,
  merge: null,
  layers: [{ type: 'dense', units: 1, activation: 'linear', useBias: false }],
  end: { type: 'globalAveragePooling1d' },
  objective: { loss: 'sparseCategoricalCrossentropy', last: 'softmax', y: labels, metrics: ['accuracy'] },
  optimizer: { name: 'adam', amsgrad: true, weightDecay: 0.01 },
  last: {
    ...{ type: 'dense', units: 3, activation: 'softmax', kernelRegularizer: { l1: 0.01, l2: 0.02 } },
    biasRegularizer: { l1: 0.01 },
  },
};

/** The loss of each epoch, two steps each, and that of an evaluation afterwards. */
async function lossesOn(device: Device, drawn: Drawn) {
  const { loss, y, metrics } = drawn.objective;
  const first = drawn.isEmbedded ? input({ shape: [4], dtype: 'i32' }) : input({ shape: [4, 3] });
  const start = drawn.isEmbedded ? layerOf({ type: 'embedding', inputDim: 11, outputDim: 3 }).apply(first) : first;
  const model = modelOf({ inputs: first, outputs: outputOf(drawn, start), seed: 3 });
  const optimizer = drawn.optimizer as unknown as 'adam';
  model.compile({ loss: loss as 'huber', metrics: [...metrics] as 'accuracy'[], optimizer });
  const data = drawn.isEmbedded ? indices : x;
  const { history } = await model.fit(data, y, { device, epochs: 2, batchSize: 4, shuffle: false });
  const evaluated = await model.evaluate(data, y, { device });
  await model.dispose();
  return [...history['loss']!, evaluated['loss']!];
}

describe.each(['gpu:cpu', 'gpu:webasm', 'wasm'])('random models on %s', (backend) => {
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
      { numRuns: 12, seed: 5, examples: [[maximumOfComputed], [muchSmallState]] },
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
