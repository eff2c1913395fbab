/** What is no tensor is refused, with what to do where it is nearly one. */
import { expect, test } from 'vitest';
import { input, ones, Tensor, Variable } from '../index.ts';
import { graphMarker } from './describe.ts';
import { checkDType, checkTensor, checkTensorLike, checkTensors, checkVariable } from './tensor.ts';

const foreign = { [graphMarker]: 'tensor', toString: () => 'add f32[2]' };

test.each([
  [undefined, 'undefined'],
  [5, '5 (tensor(…) makes one of it)'],
  [[1, 2], '[1, 2] (tensor(…) makes one of it)'],
  [new Float32Array(2), 'a Float32Array of 2 (tensor(…) makes one of it)'],
  [new Variable('w', [2]), 'variable w f32[2] (its value is .tensor)'],
  [foreign, 'tensor add f32[2] of another copy of @inkgrad/tensor (install one)'],
  [Promise.resolve(ones([1])), 'a promise (is an await missing?)'],
  ['x', '"x"'],
])('%s is no tensor', (value, received) => {
  expect(() => checkTensor('neg', 'x', value)).toThrow(`neg: x must be a tensor, received ${received}.`);
});

test('a number is like a tensor', () => {
  for (const value of [ones([2]), 0, Number.NaN]) expect(() => checkTensorLike('add', 'a', value)).not.toThrow();
  expect(() => checkTensorLike('add', 'a', undefined)).toThrow(
    'add: a must be a tensor or a number, received undefined.',
  );
});

test('a list of tensors has no holes', () => {
  const x = input('x', [2]);
  expect(() => checkTensors('concat', 'tensors', [x, x])).not.toThrow();
  // biome-ignore lint/suspicious/noSparseArray: holes are what is refused.
  expect(() => checkTensors('concat', 'tensors', [x, , x])).toThrow(
    'concat: tensors[1] must be a tensor, received undefined.',
  );
  expect(() => checkTensors('concat', 'tensors', x)).toThrow(
    'concat: tensors must be a list of tensors, received tensor input f32[2] (put it in brackets: [x]).',
  );
});

test('a variable is no tensor', () => {
  expect(() => checkVariable('assign', 'variable', new Variable('w', []))).not.toThrow();
  expect(() => checkVariable('assign', 'variable', ones([2]))).toThrow(
    'assign: variable must be a Variable, received tensor constant f32[2].',
  );
});

test('an element type is asked for by name', () => {
  expect(() => checkDType('mean', 'x', ones([2]), 'f32')).not.toThrow();
  expect(() => checkDType('mean', 'x', ones([2], 'i32'), 'f32')).toThrow(
    'mean: expected x of f32 (cast it), received i32.',
  );
});

test('tensors are made by functions only', () => {
  const Made = Tensor as unknown as new (...parts: unknown[]) => unknown;
  expect(() => new Made('add', {}, [], { shape: [2], dtype: 'f32' })).toThrow(
    'Tensor: a tensor must be made by tensor(…), input(…) or another function, received new Tensor(…).',
  );
});
