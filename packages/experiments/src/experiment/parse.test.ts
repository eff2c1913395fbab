import { builtIns, schemaDefinitions } from '@inkgrad/nn';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { ConfigError } from '../errors.ts';
import { parseExperiment } from './parse.ts';
import { experimentJsonSchema } from './schema.ts';

type Json = Record<string, unknown>;

/** The smallest experiment, changed. */
function edited(change: (experiment: Json) => void): Json {
  const experiment: Json = {
    name: 'mine',
    layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
    optimizer: { type: 'sgd' },
    epochs: 2,
  };
  change(experiment);
  return experiment;
}

function failure(json: unknown): ConfigError {
  try {
    parseExperiment(json, 'mine.json');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('expected a ConfigError, nothing was thrown');
}

const layers = (...list: Json[]) => edited((experiment) => Object.assign(experiment, { layers: list }));

test('an object whose conversions are no functions is described as any other', () => {
  for (const odd of [{ toString: 1 }, { toString: null, valueOf: {} }, { toJSON: 1 }]) {
    expect(failure(layers({ type: odd })).message).toMatch(/layers\.0\.type must be .*, received an object\.$/);
    expect(failure(layers({ type: 'dense', units: odd })).message).toContain('received an object');
  }
});

describe('the published experiments', () => {
  test('are complete: parsing adds and changes nothing', () => {
    for (const [name, experiment] of Object.entries(experiments)) {
      expect(parseExperiment(structuredClone(experiment), name)).toStrictEqual(experiment);
      expect(experiment.name).toBe(name);
    }
  });

  test('have the sizes that the notebook ran', () => {
    const units = (name: 'v1' | 'v2') =>
      experiments[name].layers.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : []));
    expect(units('v1')).toEqual([64, 64, 10]);
    expect(units('v2')).toEqual([64, 64, 64, 32, 10]);
  });
});

test('defaults are filled in', () => {
  expect(
    parseExperiment(
      edited(() => {}),
      'mine.json',
    ),
  ).toEqual({
    name: 'mine',
    title: 'mine',
    description: '',
    preprocessing: 'normalizeColumns',
    layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
    optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false },
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    batchSize: 32,
    epochs: 2,
    seed: 1,
  });
});

describe('each mistake gets one sentence', () => {
  const cases: [what: string, json: unknown, sentence: string][] = [
    ['no object', [1], 'mine.json: the experiment must be an object, received a list of 1.'],
    ['null', null, 'mine.json: the experiment must be an object, received null.'],
    [
      'an unknown key and the one that it stands for',
      edited((experiment) => {
        experiment['epoch'] = 3;
        delete experiment['epochs'];
      }),
      'mine.json, 2 problems:\n  unknown key "epoch"; did you mean "epochs"?\n  epochs is missing; it must be a whole number.',
    ],
    [
      'an unknown key of an optimizer, in the spelling of Python',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'adam', learning_rate: 0.1 } })),
      'mine.json: unknown key "learning_rate" in optimizer; did you mean "learningRate"?',
    ],
    [
      'a key of another optimizer',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'adam', momentum: 0.9 } })),
      'mine.json: unknown key "momentum" in optimizer; known are type, learningRate, beta1, beta2, epsilon, amsgrad, clipNorm, ',
    ],
    [
      'an unknown key of a layer',
      layers({ type: 'flatten' }, { type: 'dense', unit: 10 }),
      'mine.json, 2 problems:\n  unknown key "unit" in layers.1; did you mean "units"?\n  layers.1.units is missing; it must be a whole number.',
    ],
    [
      'several unknown keys in one place',
      edited((experiment) => Object.assign(experiment, { epoch: 3, batch_size: 1, color: 'red' })),
      'mine.json, 3 problems:\n  unknown key "epoch"; did you mean "epochs"?\n  unknown key "batch_size"; did you mean "batchSize"?\n  unknown key "color"; known are ',
    ],
    [
      'an unknown key of a regularizer',
      layers({ type: 'dense', units: 1, kernelRegularizer: { L2: 1 } }),
      'mine.json: unknown key "L2" in layers.0.kernelRegularizer; did you mean "l2"?',
    ],
    [
      'an unknown layer',
      layers({ type: 'dence' }),
      `mine.json: layers.0.type must be one of ${builtIns().layers.length} names, received "dence"; did you mean "dense"?`,
    ],
    [
      'an unknown activation',
      layers({ type: 'activation', activation: 'rellu' }),
      `mine.json: layers.0.activation must be one of ${schemaDefinitions()['activation']!.enum!.length} names, received "rellu"; did you mean "relu"?`,
    ],
    [
      'a text for a number',
      layers({ type: 'dense', units: '64' }),
      'mine.json: layers.0.units must be a whole number, received "64".',
    ],
    [
      'a fraction',
      layers({ type: 'dense', units: 6.5 }),
      'mine.json: layers.0.units must be a whole number, received 6.5.',
    ],
    ['no layers', layers(), 'mine.json: layers must have at least 1 entry, received a list of 0.'],
    ['a rate of 1', layers({ type: 'dropout', rate: 1 }), 'mine.json: layers.0.rate must be less than 1, received 1.'],
    [
      'a negative rate',
      layers({ type: 'dropout', rate: -0.1 }),
      'mine.json: layers.0.rate must be at least 0, received -0.1.',
    ],
    [
      'a rate that is missing',
      layers({ type: 'dropout' }),
      'mine.json: layers.0.rate is missing; it must be a number.',
    ],
    [
      'no optimizer',
      edited((experiment) => delete experiment['optimizer']),
      'mine.json: optimizer is missing; it must be an object.',
    ],
    [
      'learning rate 0',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'sgd', learningRate: 0 } })),
      'mine.json: optimizer.learningRate must be greater than 0, received 0.',
    ],
    [
      'an infinite number',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'sgd', learningRate: Infinity } })),
      'mine.json: optimizer.learningRate must be a number, received Infinity.',
    ],
    [
      'epochs 0',
      edited((experiment) => Object.assign(experiment, { epochs: 0 })),
      'mine.json: epochs must be at least 1, received 0.',
    ],
    [
      'epochs -1',
      edited((experiment) => Object.assign(experiment, { epochs: -1 })),
      'mine.json: epochs must be at least 1, received -1.',
    ],
    [
      'epochs 1e9.5, as a text',
      edited((experiment) => Object.assign(experiment, { epochs: '1e9.5' })),
      'mine.json: epochs must be a whole number, received "1e9.5".',
    ],
    [
      'a name that is no folder name',
      edited((experiment) => Object.assign(experiment, { name: '../x' })),
      'mine.json: name must be letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit, received "../x".',
    ],
    [
      'a metric that is none',
      edited((experiment) => Object.assign(experiment, { metrics: ['acuracy'] })),
      `mine.json: metrics.0 must be one of ${builtIns().metrics.length} names, received "acuracy"; did you mean "accuracy"?`,
    ],
    [
      'a k that is none',
      edited((experiment) =>
        Object.assign(experiment, { metrics: ['accuracy', { name: 'sparseTopKCategoricalAccuracy', k: 11 }] }),
      ),
      'mine.json: metrics.1.k must be at most 10, received 11.',
    ],
    [
      'an unknown key of a metric',
      edited((experiment) =>
        Object.assign(experiment, { metrics: ['accuracy', { name: 'sparseTopKCategoricalAccuracy', K: 1 }] }),
      ),
      'mine.json: unknown key "K" in metrics.1; did you mean "k"?',
    ],
    [
      'no accuracy',
      edited((experiment) => Object.assign(experiment, { metrics: ['sparseTopKCategoricalAccuracy'] })),
      'mine.json: metrics: "accuracy" must be among them.',
    ],
    [
      'a metric twice',
      edited((experiment) => Object.assign(experiment, { metrics: ['accuracy', 'accuracy'] })),
      'mine.json: metrics.1: "accuracy" comes twice.',
    ],
    [
      'a metric of another loss',
      edited((experiment) => Object.assign(experiment, { metrics: ['accuracy', 'topKCategoricalAccuracy'] })),
      'mine.json: metrics.1: topKCategoricalAccuracy needs a value for each digit, and the loss sparseCategoricalCrossentropy has labels; take sparseTopKCategoricalAccuracy.',
    ],
    [
      'a metric of labels',
      edited((experiment) =>
        Object.assign(experiment, {
          loss: 'meanSquaredError',
          metrics: ['sparseTopKCategoricalAccuracy', 'accuracy'],
        }),
      ),
      'mine.json: metrics.0: sparseTopKCategoricalAccuracy needs labels, and the loss meanSquaredError has a value for each digit; take topKCategoricalAccuracy.',
    ],
    [
      'two ways of clipping',
      edited((experiment) =>
        Object.assign(experiment, { optimizer: { type: 'sgd', clipValue: 1, globalClipNorm: 1 } }),
      ),
      'mine.json: optimizer.globalClipNorm must be absent where clipValue is given, as only one can clip, received 1.',
    ],
    [
      'a class that is no digit',
      edited((experiment) => Object.assign(experiment, { classWeight: { 10: 1 } })),
      'mine.json: unknown key "10" in classWeight; known are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.',
    ],
    [
      'class weights of values',
      edited((experiment) => Object.assign(experiment, { loss: 'meanSquaredError', classWeight: { 3: 1 } })),
      'mine.json: classWeight must be absent with meanSquaredError, whose targets are no classes.',
    ],
    [
      'a negative class weight',
      edited((experiment) => Object.assign(experiment, { classWeight: { 3: -1 } })),
      'mine.json: classWeight.3 must be at least 0, received -1.',
    ],
    [
      'a callback in the spelling of Python',
      edited((experiment) => Object.assign(experiment, { callbacks: { early_stopping: {} } })),
      'mine.json: unknown key "early_stopping" in callbacks; did you mean "earlyStopping"?',
    ],
    [
      'a schedule that is none',
      edited((experiment) => Object.assign(experiment, { callbacks: { learningRateSchedule: { type: 'cosine' } } })),
      'mine.json: callbacks.learningRateSchedule.type must be "stepDecay", "exponentialDecay", "cosineDecay" or "warmup", received "cosine".',
    ],
    [
      'a schedule without what it needs',
      edited((experiment) => Object.assign(experiment, { callbacks: { learningRateSchedule: { type: 'stepDecay' } } })),
      'mine.json: callbacks.learningRateSchedule.dropEpochs is missing; it must be a whole number.',
    ],
    [
      'a value to watch that is none',
      edited((experiment) => Object.assign(experiment, { callbacks: { earlyStopping: { monitor: 'val_loss' } } })),
      'mine.json: callbacks.earlyStopping.monitor must be one of',
    ],
    [
      'a value to watch that is not measured',
      edited((experiment) =>
        Object.assign(experiment, { callbacks: { earlyStopping: { monitor: 'meanSquaredError' } } }),
      ),
      'mine.json: callbacks.earlyStopping.monitor: "meanSquaredError" is not measured; known are loss, validationLoss, accuracy, validationAccuracy.',
    ],
    [
      'two that set the learning rate',
      edited((experiment) =>
        Object.assign(experiment, {
          callbacks: { reduceLROnPlateau: {}, learningRateSchedule: { type: 'stepDecay', dropEpochs: 1 } },
        }),
      ),
      'mine.json: callbacks: learningRateSchedule sets the rate of every epoch and would undo reduceLROnPlateau; take one of them away.',
    ],
  ];
  test.each(cases)('%s', (_, json, sentence) => {
    const error = failure(json);
    expect(error.message.slice(0, sentence.endsWith('.') || sentence.endsWith('?') ? undefined : sentence.length)).toBe(
      sentence,
    );
    expect(error.kind).toBe('usage');
  });
});

test('callbacks, clipping, metrics and class weights, with their defaults', () => {
  const given = {
    $schema: './experiment.schema.json',
    metrics: ['accuracy', { name: 'sparseTopKCategoricalAccuracy' }],
    classWeight: { 1: 2.5 },
    callbacks: {
      earlyStopping: { patience: 3 },
      learningRateSchedule: { type: 'warmup', epochs: 2, target: { type: 'cosineDecay' } },
    },
    optimizer: { type: 'sgd', globalClipNorm: 1 },
  };
  const experiment = parseExperiment(
    edited((json) => Object.assign(json, given)),
    'mine.json',
  );
  expect(experiment).toMatchObject({
    metrics: ['accuracy', 'sparseTopKCategoricalAccuracy'],
    classWeight: { 1: 2.5 },
    callbacks: {
      earlyStopping: {
        monitor: 'validationLoss',
        mode: 'auto',
        minDelta: 0,
        patience: 3,
        restoreBestWeights: false,
        startFromEpoch: 0,
      },
      learningRateSchedule: { type: 'warmup', epochs: 2, from: 0, target: { type: 'cosineDecay', alpha: 0 } },
    },
    optimizer: { type: 'sgd', learningRate: 0.01, globalClipNorm: 1 },
  });
  // What is written for editors is no part of the experiment.
  expect(experiment).not.toHaveProperty('$schema');
  expect(parseExperiment(structuredClone(experiment), 'again')).toStrictEqual(experiment);
});

test('a loss is a name, or a name with its settings', () => {
  const lossOf = (loss: unknown) =>
    parseExperiment(
      edited((json) => Object.assign(json, { loss })),
      'mine.json',
    ).loss;
  const logits = { name: 'binaryCrossentropy', fromLogits: true };
  expect(lossOf(logits)).toEqual(logits);
  // What trains alike is written alike.
  expect(lossOf({ name: 'categoricalCrossentropy', fromLogits: false })).toBe('categoricalCrossentropy');
  expect(lossOf({ name: 'meanSquaredError' })).toBe('meanSquaredError');
  const sentence = (loss: unknown) => failure(edited((json) => Object.assign(json, { loss }))).message;
  expect(sentence({ name: 'meanSquaredError', fromLogits: true })).toBe(
    'mine.json: unknown key "fromLogits" in loss; known are name.',
  );
  expect(sentence({ name: 'binaryCrossentropy', fromLogit: true })).toBe(
    'mine.json: unknown key "fromLogit" in loss; did you mean "fromLogits"?',
  );
  expect(sentence({ name: 'binaryCrossentropy', fromLogits: 'yes' })).toBe(
    'mine.json: loss.fromLogits must be true or false, received "yes".',
  );
  expect(sentence('binary_crossentropy')).toContain(
    'received "binary_crossentropy"; did you mean "binaryCrossentropy"?',
  );
  expect(sentence({ fromLogits: true })).toMatch(/^mine\.json: loss\.name is missing; it must be "sparse/);
});

test('a huge number is refused with the bound', () => {
  const error = failure(edited((experiment) => Object.assign(experiment, { epochs: 1e9 })));
  expect(error.message).toContain('epochs must be at most 100000, received 1000000000');
});

test('the JSON Schema names what is required and refuses other keys', () => {
  const schema = experimentJsonSchema() as { required: string[]; additionalProperties: boolean };
  expect(schema.required).toEqual(['name', 'layers', 'optimizer', 'epochs']);
  expect(schema.additionalProperties).toBe(false);
});
