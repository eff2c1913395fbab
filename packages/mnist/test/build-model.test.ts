import { buildModel, parseExperiment } from '@inkgrad/experiments';
import { dense, LayerShapeError, LossOutputError } from '@inkgrad/nn';
import { describe, expect, test } from 'vitest';
import { experiments, namedExperiments } from '../src/index.ts';

describe('the published models', () => {
  test('v1 has 784·64 + 64 + 64·64 + 64 + 64·10 + 10 parameters', () => {
    const model = buildModel(experiments.v1);
    expect(model.countParameters()).toBe(50_176 + 64 + 4096 + 64 + 640 + 10);
    expect(model.seed).toBe(1);
    expect(model.learningRate).toBe(0.001);
  });

  test('v2: penalties on the second to fourth hidden layer, and none elsewhere', () => {
    const model = buildModel(experiments.v2, { seed: 7 });
    expect(model.seed).toBe(7);
    const penalties = model.layers.flatMap((layer) =>
      dense.is(layer) ? [[layer.kernelRegularizer?.l2, layer.activityRegularizer?.l2, layer.activation]] : [],
    );
    expect(penalties).toEqual([
      [undefined, undefined, 'sigmoid'],
      [1e-4, 1e-4, 'sigmoid'],
      [1e-4, 1e-4, 'sigmoid'],
      [1e-4, 1e-4, 'sigmoid'],
      [undefined, undefined, 'softmax'],
    ]);
    expect(model.toConfig()).toMatchObject({
      objective: { optimizer: { name: 'sgd', learningRate: 0.01, momentum: 0.95, nesterov: false } },
    });
  });
});

test('keras-convnet has the 34,826 parameters that its source prints', () => {
  const model = buildModel(namedExperiments['keras-convnet']!);
  expect(model.countParameters()).toBe(34_826);
  expect(model.describeLayers().map(({ outputShape }) => outputShape)).toEqual([
    [28, 28, 1],
    [26, 26, 32],
    [13, 13, 32],
    [11, 11, 64],
    [5, 5, 64],
    [1600],
    [1600],
    [10],
  ]);
});

test('lenet has the 61,706 parameters of its layers: 156, 2,416, 48,120, 10,164 and 850', () => {
  const model = buildModel(namedExperiments['lenet']!);
  expect(model.countParameters()).toBe(156 + 2416 + 48_120 + 10_164 + 850);
});

test('v3 reaches the end of its schedule with its last step, and leaves no test image to validation', () => {
  const { optimizer, epochs, batchSize, validation, seed } = namedExperiments['v3']!;
  const model = buildModel(namedExperiments['v3']!);
  expect(model.countParameters()).toBe(9 * (16 + 16 * 48 + 48 * 96 + 96 * 96) + 4 * (16 + 48 + 96 + 96) + 8650);
  expect(validation).toEqual({ fraction: 0.02, seed: 1 });
  const steps = Math.ceil((60_000 * 0.98) / batchSize) * epochs;
  expect(optimizer.learningRate).toMatchObject({ warmupSteps: steps / epochs, decaySteps: steps - steps / epochs });
  expect(seed).toBe(1);
});

test.each(Object.entries(namedExperiments))('%s is an experiment as a file would say it', (name, experiment) => {
  expect(experiment.name).toBe(name);
  expect(parseExperiment(JSON.parse(JSON.stringify(experiment)), name)).toEqual(experiment);
});

test('every option of the schema reaches the model', () => {
  const experiment = parseExperiment(
    {
      name: 'all',
      layers: [
        { type: 'flatten', name: 'pixels' },
        {
          type: 'dense',
          units: 12,
          useBias: false,
          kernelInitializer: 'heNormal',
          kernelRegularizer: { l1: 0.5 },
          name: 'first',
        },
        { type: 'activation', activation: 'tanh' },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 10, biasInitializer: 'ones', biasRegularizer: { l1: 1, l2: 2 }, activation: 'softmax' },
      ],
      optimizer: { type: 'adam', learningRate: 0.25, beta1: 0.5 },
      loss: 'meanSquaredError',
      epochs: 1,
    },
    'all',
  );
  const model = buildModel(experiment);
  expect(model.countParameters()).toBe(784 * 12 + 12 * 10 + 10);
  expect(model.layers[1]).toMatchObject({ name: 'first', useBias: false, kernelRegularizer: { l1: 0.5, l2: 0 } });
  expect(model.layers[4]).toMatchObject({ biasInitializer: { name: 'ones' }, biasRegularizer: { l1: 1, l2: 2 } });
  expect(model.toConfig()).toMatchObject({
    objective: { loss: { name: 'meanSquaredError' }, optimizer: { name: 'adam', learningRate: 0.25, beta1: 0.5 } },
  });
});

describe('a shape mistake names the layer, what it expected and what it got', () => {
  const failure = (layers: object[]) => {
    const experiment = parseExperiment({ name: 'x', layers, optimizer: { type: 'sgd' }, epochs: 1 }, 'x');
    try {
      buildModel(experiment);
    } catch (error) {
      expect(error).toBeInstanceOf(LayerShapeError);
      return error as LayerShapeError;
    }
    throw new Error('expected a LayerShapeError, nothing was thrown');
  };

  test('five outputs for ten digits', () => {
    const error = failure([{ type: 'flatten' }, { type: 'dense', units: 5, name: 'answers' }]);
    expect(error.message).toBe(
      'layer "answers": expected the last layer to give 10 values an image, one for each digit, received output ' +
        'shape [5].',
    );
    expect(error.kind).toBe('usage');
  });

  test('flatten forgotten', () => {
    expect(failure([{ type: 'dense', units: 10 }]).message).toContain('received output shape [28, 10]');
  });
});

describe('an output that the loss cannot take', () => {
  const build = (last: object[], change: object = {}) => {
    const layers = [{ type: 'flatten' }, ...last];
    return buildModel(parseExperiment({ name: 'x', layers, optimizer: { type: 'sgd' }, epochs: 1, ...change }, 'x'));
  };
  const ten = (activation?: string) => ({ type: 'dense', units: 10, ...(activation && { activation }) });

  test.each<[string, object[], object, RegExp]>([
    ['no activation', [ten()], {}, /values of any size; give it the activation "softmax", or the loss fromLogits/],
    ['relu', [ten('relu')], {}, /values from 0 up/],
    ['tanh', [ten('tanh')], { loss: 'binaryCrossentropy' }, /from −1 to 1; give it the activation "sigmoid"/],
    [
      'dropout at the end',
      [ten('softmax'), { type: 'dropout', rate: 0.5 }],
      {},
      /values from 0 to 2 in training; move it/,
    ],
    [
      'a softmax whose outputs are called logits',
      [ten('softmax')],
      { loss: { name: 'sparseCategoricalCrossentropy', fromLogits: true } },
      /gives probabilities; take fromLogits away/,
    ],
  ])('%s is refused with what to do', (_, last, change, sentence) => {
    expect(() => build(last, change)).toThrow(LossOutputError);
    expect(() => build(last, change)).toThrow(sentence);
  });

  test.each<[string, object[], object, boolean]>([
    ['logits that are called so', [ten()], { loss: { name: 'categoricalCrossentropy', fromLogits: true } }, true],
    ['a log-softmax', [ten('logSoftmax')], {}, true],
    ['a softmax as a layer of its own', [ten(), { type: 'activation', activation: 'softmax' }], {}, true],
    ['values for a squared error, which are no probabilities', [ten()], { loss: 'meanSquaredError' }, false],
  ])('%s', (_, last, change, givesProbabilities) => {
    expect(build(last, change).givesProbabilities).toBe(givesProbabilities);
  });
});
