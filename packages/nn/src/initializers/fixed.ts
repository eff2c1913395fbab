/** Initializers without chance. Source: https://keras.io/api/layers/initializers/ */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { defineInitializer } from '../define/define-initializer.ts';
import type { NamedOf } from '../define/define-named.ts';
import { defaulted, type Field, required } from '../define/field.ts';
import { finite } from '../define/fields.ts';

/**
 * All 0.
 * @example
 * dense({ units: 4, biasInitializer: zeros() });
 */
export const zeros = defineInitializer({
  name: 'zeros',
  fields: {},
  fill: (_, { length }) => new Float32Array(length),
});

/**
 * All 1.
 * @example
 * dense({ units: 4, kernelInitializer: ones() });
 */
export const ones = defineInitializer({
  name: 'ones',
  fields: {},
  fill: (_, { length }) => new Float32Array(length).fill(1),
});

export const constantInitializer = defineInitializer({
  name: 'constant',
  fields: {
    /** Of every element. */
    value: required(finite, 'Of every element.'),
  },
  fill: ({ value }, { length }) => new Float32Array(length).fill(value),
});

/**
 * All `value`.
 * @throws ArgumentError unless it is a finite number
 * @example
 * dense({ units: 4, biasInitializer: constant(0.1) });
 */
export const constant = (value: number): NamedOf<'constant', { value: Field<number, number, 'required'> }> =>
  constantInitializer({ value });

/**
 * `gain` on the diagonal, else 0; for matrices.
 * @example
 * dense({ units: 4, kernelInitializer: identity() });
 */
export const identity = defineInitializer({
  name: 'identity',
  fields: {
    /** 1 by default. */
    gain: defaulted(finite, 1),
  },
  fill: ({ gain }, { shape, length }) => {
    const [rows, columns] = matrix(shape);
    const values = new Float32Array(length);
    for (let at = 0; at < Math.min(rows, columns); at++) values[at * columns + at] = gain;
    return values;
  },
});

function matrix(shape: Shape): readonly [number, number] {
  if (shape.length === 2) return [shape[0]!, shape[1]!];
  throw new ArgumentError('identity', 'shape', 'a matrix', `[${shape.join(', ')}]`);
}
