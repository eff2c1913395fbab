import * as tensor from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import * as nn from '../index.ts';
import { JsonError } from '../json/index.ts';
import { packError, unpackError } from './packed-error.ts';

type ErrorClass = typeof tensor.InkgradError;

const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === 'function' && value.prototype instanceof tensor.InkgradError;

const classes = [...new Set([...Object.values(tensor), ...Object.values(nn), JsonError].filter(isErrorClass))];

test('every error of tensor and nn is known', () => {
  expect(classes.map(({ name }) => name)).toEqual(expect.arrayContaining(['ArgumentError', 'DataError', 'JsonError']));
});

test.each(classes.map((own) => [own.name, own] as const))('%s comes out as itself, with its fields', (name, own) => {
  // Without its constructor, whose arguments differ from class to class.
  const error = Reflect.construct(tensor.InkgradError, ['data', 'a sentence.'], own) as tensor.InkgradError;
  Object.assign(error, { name, places: [{ line: 1, column: 2 }] });
  const packed = packError(error, new Map());
  const found = unpackError(structuredClone(packed), new Map()) as tensor.InkgradError;
  expect(found).toBeInstanceOf(own);
  expect(tensor.isInkgradError(found)).toBe(true);
  expect(found).toMatchObject({ name, kind: 'data', message: 'a sentence.', places: [{ line: 1, column: 2 }] });
});
