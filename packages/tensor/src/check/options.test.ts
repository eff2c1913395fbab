/** Unknown keys and names are refused with the nearest known one, and so is what is no object of options. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ArgumentError, ones, UnknownNameError } from '../index.ts';
import { checkKeys, isRecord, knownName } from './options.ts';

test('an unknown key names the known ones and the nearest', () => {
  expect(() => checkKeys('sum', { axis: 0 }, ['axes', 'keepDims'])).toThrow(
    new UnknownNameError('sum', 'option', 'axis', ['axes', 'keepDims'], 'axes'),
  );
  expect(() => checkKeys('sum', { axis: 0 }, ['axes', 'keepDims'])).toThrow(
    'sum: unknown option "axis"; known: axes, keepDims. Did you mean "axes"?',
  );
});

test.each([
  ['nothing', null],
  ['a number', 0],
  ['a list', [0]],
  ['a typed array', new Int32Array(1)],
  ['a map, whose entries are no keys', new Map([['axes', 0]])],
  ['a tensor', ones([2])],
  ['a function', () => undefined],
])('%s is no object of options', (_, value) => {
  expect(() => checkKeys('sum', value, ['axes', 'keepDims'])).toThrow(ArgumentError);
  expect(() => checkKeys('sum', value, ['axes', 'keepDims'])).toThrow(
    /^sum: options must be an object \(keys: axes, keepDims\), received /,
  );
});

test.each([
  ['an empty one', {}],
  ['one without a prototype', Object.assign(Object.create(null), { axes: 0 })],
  ['one of another context', runInNewContext('({ axes: 0 })')],
])('%s is an object of options', (_, value) => expect(() => checkKeys('sum', value, ['axes'])).not.toThrow());

test('a name is one of a table’s own keys', () => {
  expect(knownName('f', 'colour', { red: 1 }, 'red')).toBe('red');
  expect(() => knownName('f', 'colour', { red: 1 }, 'rde')).toThrow(
    'f: unknown colour "rde"; known: red. Did you mean "red"?',
  );
  expect(() => knownName('f', 'colour', { red: 1 }, 'toString')).toThrow(UnknownNameError);
  expect(() => knownName('f', 'colour', { red: 1 }, 3)).toThrow('f: colour must be a name, received 3.');
});

test('a record has keys of its own', () => {
  expect([{}, new Map(), ones([1])].every(isRecord)).toBe(true);
  expect([null, 1, [], new Int8Array(1), 'x'].some(isRecord)).toBe(false);
});
