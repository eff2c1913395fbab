import { ArgumentError } from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import { UnknownNameError } from '../errors.ts';
import { adam, dense, dropout, l2, sequential, sgd } from '../index.ts';
import { checkKeys } from './names.ts';

test('an unknown option names the known ones and the nearest', () => {
  expect(() => checkKeys('fit', { batch_size: 1 }, ['epochs', 'batchSize'])).toThrowError(
    'fit: unknown option "batch_size"; known: epochs, batchSize. Did you mean "batchSize"?',
  );
});

const wrong = (make: () => unknown): (() => unknown) => make;

test.each([
  ['units 0', wrong(() => dense({ units: 0 })), 'units'],
  ['units 1.5', wrong(() => dense({ units: 1.5 })), 'units'],
  ['units as text', wrong(() => dense({ units: '8' as unknown as number })), 'units'],
  ['rate 1', wrong(() => dropout({ rate: 1 })), 'rate'],
  ['rate −0.1', wrong(() => dropout(-0.1)), 'rate'],
  ['rate NaN', wrong(() => dropout(Number.NaN)), 'rate'],
  ['a negative penalty', wrong(() => l2(-1)), 'l2'],
  ['learning rate 0', wrong(() => adam({ learningRate: 0 })), 'learningRate'],
  ['β 1', wrong(() => adam({ beta2: 1 })), 'beta2'],
  ['momentum 1', wrong(() => sgd({ momentum: 1 })), 'momentum'],
  ['nesterov as text', wrong(() => sgd({ nesterov: 'yes' as unknown as boolean })), 'nesterov'],
  ['no layers', wrong(() => sequential([])), 'layers'],
  ['a negative seed', wrong(() => sequential({ layers: [dense({ units: 1 })], seed: -1 })), 'seed'],
  ['an input shape with 0', wrong(() => sequential({ layers: [dense({ units: 1 })], inputShape: [0] })), 'inputShape'],
])('%s is refused', (_, make, argument) => {
  expect(make).toThrowError(ArgumentError);
  expect(make).toThrowError(expect.objectContaining({ kind: 'usage', argument }));
});

test.each([
  ['activation', wrong(() => dense({ units: 1, activation: 'relo' as 'relu' })), 'relu'],
  [
    'initializer',
    wrong(() => dense({ units: 1, kernelInitializer: 'glorot_uniform' as 'glorotUniform' })),
    'glorotUniform',
  ],
  ['option', wrong(() => dense({ units: 1, use_bias: false } as unknown as { units: number })), 'useBias'],
  [
    'optimizer',
    wrong(() => sequential([dense({ units: 1 })]).compile({ optimizer: 'adma' as 'adam', loss: 'meanSquaredError' })),
    'adam',
  ],
  [
    'loss',
    wrong(() =>
      sequential([dense({ units: 1 })]).compile({
        optimizer: 'adam',
        loss: 'sparse_categorical_crossentropy' as 'meanSquaredError',
      }),
    ),
    'sparseCategoricalCrossentropy',
  ],
  [
    'metric',
    wrong(() =>
      sequential([dense({ units: 1 })]).compile({
        optimizer: 'adam',
        loss: 'meanSquaredError',
        metrics: ['acuracy' as 'accuracy'],
      }),
    ),
    'accuracy',
  ],
])('an unknown %s names the nearest', (_, make, nearest) => {
  expect(make).toThrowError(UnknownNameError);
  expect(make).toThrowError(expect.objectContaining({ kind: 'usage', nearest }));
});
