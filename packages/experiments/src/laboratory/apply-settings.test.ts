import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { ConfigError } from '../errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import { applySettings, settingPaths } from './apply-settings.ts';
import { parseSetting } from './setting.ts';

const { v1, v2 } = experiments;
const set = (experiment: Experiment, ...texts: string[]) => applySettings(experiment, texts.map(parseSetting));

function message(experiment: Experiment, ...texts: string[]): string {
  try {
    set(experiment, ...texts);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).kind).toBe('usage');
    return (error as ConfigError).message;
  }
  throw new Error('expected a ConfigError, nothing was thrown');
}

describe('what is set', () => {
  test('a number, a text, an entry of a list', () => {
    expect(set(v1, 'epochs=3', 'optimizer.learningRate=1e-2', 'layers.3.activation=tanh', 'title=Mine')).toEqual({
      ...v1,
      title: 'Mine',
      epochs: 3,
      optimizer: { ...v1.optimizer, learningRate: 0.01 },
      layers: v1.layers.map((layer, at) => (at === 3 ? { ...layer, activation: 'tanh' } : layer)),
    });
  });

  test('a key that is absent, with the object it is in', () => {
    expect(set(v1, 'layers.1.kernelRegularizer.l2=1e-4').layers[1]).toEqual({
      ...v1.layers[1],
      kernelRegularizer: { l2: 1e-4 },
    });
  });

  test('null takes a key away', () => {
    expect(set(v2, 'layers.3.kernelRegularizer=null').layers[3]).toEqual({
      type: 'dense',
      units: 64,
      activation: 'sigmoid',
      activityRegularizer: { l2: 1e-4 },
    });
  });

  test('a whole list, and a part of it, in any order', () => {
    const layers = 'layers=[{"type":"flatten"},{"type":"dense","units":10}]';
    const expected = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
    expect(set(v1, layers, 'layers.1.activation=softmax').layers).toEqual(expected);
    expect(set(v1, 'layers.1.activation=softmax', layers).layers).toEqual(expected);
  });

  test('of two values for one place the last one counts', () => {
    expect(set(v1, 'epochs=3', 'epochs=4').epochs).toBe(4);
  });

  test('a setting of what was only a name', () => {
    const logits = { name: 'sparseCategoricalCrossentropy', fromLogits: true };
    expect(set(v1, 'loss.fromLogits=true').loss).toEqual(logits);
    const other = ['loss.fromLogits=true', 'loss=binaryCrossentropy'];
    expect(set(v1, ...other).loss).toEqual({ name: 'binaryCrossentropy', fromLogits: true });
    expect(set(v1, ...other.reverse()).loss).toEqual({ name: 'binaryCrossentropy', fromLogits: true });
    expect(set(set(v1, ...other), 'loss.fromLogits=false').loss).toBe('binaryCrossentropy');
    const metrics = 'metrics=["accuracy","sparseTopKCategoricalAccuracy"]';
    expect(set(v1, metrics, 'metrics.1.k=3').metrics[1]).toEqual({ name: 'sparseTopKCategoricalAccuracy', k: 3 });
    expect(settingPaths(v1)).toContain('loss.fromLogits');
  });

  test('nothing', () => {
    expect(applySettings(v1, [])).toBe(v1);
  });

  test('the experiment itself is left as it is', () => {
    const before = structuredClone(v2);
    set(v2, 'layers.3.kernelRegularizer=null', 'optimizer.type=adam', 'epochs=1');
    expect(v2).toEqual(before);
  });
});

describe('another type', () => {
  const sgd = { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false };

  test('begins the optimizer anew, with its defaults', () => {
    expect(set(v1, 'optimizer.type=sgd').optimizer).toEqual(sgd);
    expect(set(v2, 'optimizer.type=adam').optimizer).toEqual(v1.optimizer);
  });

  test('is set before the keys beside it, wherever it stands', () => {
    const expected = { ...sgd, learningRate: 0.1, momentum: 0.9 };
    const settings = ['optimizer.learningRate=0.1', 'optimizer.momentum=0.9', 'optimizer.type=sgd'];
    fc.assert(
      fc.property(fc.shuffledSubarray(settings, { minLength: 3 }), (shuffled) => {
        expect(set(v1, ...shuffled).optimizer).toEqual(expected);
      }),
    );
  });

  test('the same type leaves all as it is', () => {
    expect(set(v2, 'optimizer.type=sgd')).toEqual(v2);
  });

  test('of a layer', () => {
    expect(set(v1, 'layers.2.type=activation', 'layers.2.activation=tanh').layers[2]).toEqual({
      type: 'activation',
      activation: 'tanh',
    });
  });
});

describe('a mistake gets one sentence', () => {
  const cases: [what: string, settings: string[], sentence: string][] = [
    [
      'a key of the wrong case',
      ['optimizer.learningrate=0.1'],
      'optimizer.learningrate=0.1: optimizer has no learningrate; did you mean optimizer.learningRate?',
    ],
    [
      'a key in the spelling of Python, within a path',
      ['layers.1.kernel_regularizer.l2=1'],
      'layers.1.kernel_regularizer.l2=1: layers.1 has no kernel_regularizer; did you mean layers.1.kernelRegularizer.l2?',
    ],
    ['a key of the top', ['epoch=3'], 'epoch=3: an experiment has no epoch; did you mean epochs?'],
    [
      'a key that belongs elsewhere',
      ['momentum=0.5'],
      'momentum=0.5: an experiment has no momentum; did you mean optimizer.momentum?',
    ],
    [
      'a key of another type',
      ['optimizer.beta1=0.5'],
      'optimizer.beta1=0.5: optimizer has no beta1; known are type, learningRate, momentum, nesterov',
    ],
    ['an index that is too large', ['layers.10.units=3'], 'layers.10.units=3: layers has 10 entries, 0 to 9.'],
    [
      'two of them',
      ['epoch=3', 'layers.10.units=3', 'seed=7'],
      'settings, 2 problems:\n  epoch=3: an experiment has no epoch; did you mean epochs?\n  layers.10.units=3: layers has 10 entries, 0 to 9.',
    ],
    ['an index that is none', ['layers.last.units=3'], 'layers.last.units=3: layers has 10 entries, 0 to 9.'],
    ['a list of one', ['metrics.1=accuracy'], 'metrics.1=accuracy: metrics has 1 entry, 0.'],
    [
      'a text for a number',
      ['optimizer.learningRate=fast'],
      'optimizer.learningRate=fast: optimizer.learningRate must be a number, received "fast".',
    ],
    [
      'a number out of bounds, among others that are right',
      ['epochs=0', 'batchSize=32'],
      'epochs=0: epochs must be at least 1, received 0.',
    ],
    [
      'an optimizer that is none',
      ['optimizer.type=adm', 'optimizer.learningRate=1'],
      'optimizer.type=adm: optimizer.type must be "adam", "sgd", "rmsprop", "adamw", "adamax", "nadam", "adagrad", "adadelta" or "lion", received "adm"; did you mean "adam"?',
    ],
    ['a path that goes on', ['epochs.x=3'], 'epochs.x=3: epochs has nothing in it; it is a whole number.'],
    ['a path into a name that has no settings', ['metrics.0.k=3'], 'metrics.0.k=3: metrics.0 has nothing in it'],
    [
      'a setting that the name has not',
      ['loss.fromLogit=true'],
      'loss.fromLogit=true: loss has no fromLogit; did you mean loss.fromLogits?',
    ],
    [
      'logits of what has none',
      ['loss=meanSquaredError', 'loss.fromLogits=true'],
      'loss.fromLogits=true: loss has nothing in it',
    ],
    ['a key that JavaScript has', ['__proto__.x=3'], '__proto__.x=3: an experiment has no __proto__; known are name'],
    ['null for what must be there', ['epochs=null'], 'epochs=null: epochs is missing; it must be a whole number.'],
    ['null for an entry of a list', ['layers.0=null'], 'layers.0=null: layers.0 must be an object, received null.'],
    [
      'a type that needs more',
      ['layers.1.type=dropout'],
      'layers.1.type=dropout: layers.1.rate is missing; it must be a number.',
    ],
  ];
  test.each(cases)('%s', (_, settings, sentence) => {
    expect(message(v2, ...settings).slice(0, sentence.length)).toBe(sentence);
  });
});

test('every path of settingPaths is one that settings may have', () => {
  const paths = settingPaths(v2);
  expect(paths).toContain('layers.3.kernelRegularizer.l2');
  expect(paths).toContain('optimizer.momentum');
  expect(paths).not.toContain('optimizer.beta1');
  for (const path of paths) {
    // A list fits none of the places, so that the schema has to answer, and not the walk.
    expect(message(v2, `${path}=[1]`)).toContain(' must ');
  }
});

test('of what looks like JSON and is none the place of the mistake is named', () => {
  expect(message(v1, 'optimizer={"type":"adam",}')).toBe(
    'optimizer={"type":"adam",}: optimizer must be an object, received "{\\"type\\":\\"adam\\",}": ' +
      'not valid JSON in line 1, column 16: a comma before } is one too many.',
  );
  expect(message(v1, 'metrics=[accuracy]')).toContain('not valid JSON in line 1, column 2: accuracy is no JSON value');
  expect(applySettings(v1, [parseSetting('title=[a draft]')]).title).toBe('[a draft]');
});

test('the parts of what another setting made a number are refused', () => {
  expect(message(v1, 'classWeight=1', 'classWeight.2=3')).toBe(
    'classWeight.2=3: classWeight is set to 1, which has nothing in it.',
  );
});

test('of a long value the beginning is shown', () => {
  const text = message(v1, `layers.0.units=[${'0,'.repeat(5000)}0]`);
  expect(text.length).toBeLessThan(300);
});

test('a valid value of any place is found there again', () => {
  const places = fc.constantFrom(...settingPaths(v1).filter((path) => /units|rate$|learningRate$|epochs$/.test(path)));
  fc.assert(
    fc.property(
      places,
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (path, whole, share) => {
        const value = /units|epochs/.test(path) ? whole : share;
        const changed: unknown = applySettings(v1, [{ path, value }]);
        const found = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], changed);
        expect(found).toBe(value);
      },
    ),
  );
});

test('no path and value makes anything but an experiment or a ConfigError', () => {
  const paths = fc.constantFrom(...settingPaths(v1), 'layers', 'layers.0', 'optimizer', 'metrics');
  fc.assert(
    fc.property(paths, fc.string(), (path, text) => {
      try {
        expect(applySettings(v1, [{ path, value: text }]).name).toBeTypeOf('string');
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
  );
});
