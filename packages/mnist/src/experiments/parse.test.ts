import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { parseExperiment } from './parse.ts';
import { experiments } from './published-experiments.ts';
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

describe('the published experiments', () => {
  test('are complete: parsing adds and changes nothing', () => {
    for (const [name, experiment] of Object.entries(experiments)) {
      expect(parseExperiment(structuredClone(experiment), name)).toEqual(experiment);
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

describe('a mistake gets one sentence', () => {
  const cases: [what: string, json: unknown, sentence: string][] = [
    ['no object', [1], 'mine.json: the experiment must be an object, received a list of 1.'],
    ['null', null, 'mine.json: the experiment must be an object, received null.'],
    [
      'an unknown key and the one that it stands for',
      edited((experiment) => {
        experiment['epoch'] = 3;
        delete experiment['epochs'];
      }),
      'mine.json: unknown key "epoch"; did you mean "epochs"? There is 1 more problem.',
    ],
    [
      'an unknown key of an optimizer, in the spelling of Python',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'adam', learning_rate: 0.1 } })),
      'mine.json: unknown key "learning_rate" in optimizer; did you mean "learningRate"?',
    ],
    [
      'a key of another optimizer',
      edited((experiment) => Object.assign(experiment, { optimizer: { type: 'adam', momentum: 0.9 } })),
      'mine.json: unknown key "momentum" in optimizer; known are type, learningRate, beta1, beta2, epsilon.',
    ],
    [
      'an unknown key of a layer',
      layers({ type: 'flatten' }, { type: 'dense', unit: 10 }),
      'mine.json: unknown key "unit" in layers.1; did you mean "units"? There is 1 more problem.',
    ],
    [
      'an unknown key of a regularizer',
      layers({ type: 'dense', units: 1, kernelRegularizer: { L2: 1 } }),
      'mine.json: unknown key "L2" in layers.0.kernelRegularizer; did you mean "l2"?',
    ],
    [
      'an unknown layer',
      layers({ type: 'dence' }),
      'mine.json: layers.0.type must be "flatten", "dense", "dropout" or "activation", received "dence"; did you mean "dense"?',
    ],
    [
      'an unknown activation',
      layers({ type: 'activation', activation: 'rellu' }),
      'mine.json: layers.0.activation must be "linear", "relu", "leakyRelu", "elu", "softplus", "sigmoid", "tanh", "softmax" or "logSoftmax", received "rellu"; did you mean "relu"?',
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
  ];
  test.each(cases)('%s', (_, json, sentence) => {
    const error = failure(json);
    expect(error.message).toBe(sentence);
    expect(error.kind).toBe('usage');
  });
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
