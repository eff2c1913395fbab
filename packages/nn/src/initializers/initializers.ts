/**
 * Initial values of parameters, as functions of (seed, stream): the same on every backend. An initializer is plain
 * data, so that it can stand in a model's JSON as it is. Source: https://keras.io/api/layers/initializers/
 */
import { ArgumentError, normal, type Shape, sizeOf, uniform } from '@inkgrad/tensor';
import { finite, nonNegative } from '../define/check.ts';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { checkKeys, describe, isRecord, knownName } from '../define/names.ts';

export type Initializer =
  | { readonly name: 'zeros' | 'ones' | 'glorotUniform' | 'glorotNormal' | 'heUniform' | 'heNormal' }
  | { readonly name: 'constant'; readonly value: number }
  | { readonly name: 'randomUniform'; readonly min: number; readonly max: number }
  | { readonly name: 'randomNormal'; readonly mean: number; readonly standardDeviation: number };

export type InitializerName = Initializer['name'];
/** An initializer or its name, which stands for it with its defaults. */
export type InitializerLike = Initializer | InitializerName;

/** All 0. */
export const zeros = (): Initializer => ({ name: 'zeros' });
/** All 1. */
export const ones = (): Initializer => ({ name: 'ones' });
/** All `value`. */
export const constant = (value: number): Initializer => checkInitializer('constant', { name: 'constant', value });
/** Uniform in ±√(6 / (fanIn + fanOut)). Source: https://proceedings.mlr.press/v9/glorot10a.html */
export const glorotUniform = (): Initializer => ({ name: 'glorotUniform' });
/** Normal with variance 2 / (fanIn + fanOut), cut at two standard deviations of the uncut distribution. */
export const glorotNormal = (): Initializer => ({ name: 'glorotNormal' });
/** Uniform in ±√(6 / fanIn). Source: https://arxiv.org/abs/1502.01852 */
export const heUniform = (): Initializer => ({ name: 'heUniform' });
/** Normal with variance 2 / fanIn, cut at two standard deviations of the uncut distribution. */
export const heNormal = (): Initializer => ({ name: 'heNormal' });
/** Uniform in [min, max); ±0.05 by default. */
export const randomUniform = (options: { readonly min?: number; readonly max?: number } = {}): Initializer =>
  checkInitializer('randomUniform', { ...options, name: 'randomUniform' });
/** Normal; mean 0 and standard deviation 0.05 by default. */
export const randomNormal = (
  options: { readonly mean?: number; readonly standardDeviation?: number } = {},
): Initializer => checkInitializer('randomNormal', { ...options, name: 'randomNormal' });

/** Known initializers with their parameters and defaults; `value` of constant has none. */
const parameters: { readonly [K in InitializerName]: Readonly<Record<string, number | undefined>> } = {
  zeros: {},
  ones: {},
  constant: { value: undefined },
  glorotUniform: {},
  glorotNormal: {},
  heUniform: {},
  heNormal: {},
  randomUniform: { min: -0.05, max: 0.05 },
  randomNormal: { mean: 0, standardDeviation: 0.05 },
};

/** Completes and checks an initializer. @throws UnknownNameError, ArgumentError */
export function checkInitializer(where: string, value: unknown): Initializer {
  const given: Readonly<Record<string, unknown>> = isRecord(value) ? value : { name: value };
  const name = knownName(where, 'initializer', parameters, given['name']);
  const defaults = parameters[name];
  checkKeys(`${where} (${name})`, given, ['name', ...Object.keys(defaults)]);
  const completed: Record<string, unknown> = { name };
  for (const [key, standard] of Object.entries(defaults)) {
    const number = finite(where, key, given[key] ?? standard);
    completed[key] = key === 'standardDeviation' ? nonNegative(where, key, number) : number;
  }
  const result = completed as unknown as Initializer;
  if (result.name === 'randomUniform' && result.min > result.max) {
    throw new ArgumentError(where, 'min', `at most max (${result.max})`, describe(result.min));
  }
  return result;
}

/** An initializer as an option. */
export const initializer: Check<InitializerLike, Initializer> = {
  schema: {
    anyOf: [
      { enum: Object.keys(parameters).filter((name) => name !== 'constant') },
      ...Object.entries(parameters).map(
        ([name, own]): JsonSchema => ({
          type: 'object',
          properties: {
            name: { const: name },
            ...Object.fromEntries(Object.keys(own).map((key) => [key, { type: 'number' }])),
          },
          required: name === 'constant' ? ['name', 'value'] : ['name'],
          additionalProperties: false,
        }),
      ),
    ],
  },
  complete: (where, _, value) => checkInitializer(where, value),
};

/** Standard deviation of a standard normal distribution cut at ±2. */
const cutDeviation = 0.87962566103423978;

/** The initial values of a parameter, row-major. A kernel is [fanIn, fanOut]. */
export function initialValues(initializer: Initializer, shape: Shape, seed: number, stream: number): Float32Array {
  const length = sizeOf(shape);
  const [fanIn, fanOut] = fans(shape);
  const within = (limit: number): Float32Array => uniform(seed, stream, length, { min: -limit, max: limit });
  switch (initializer.name) {
    case 'zeros':
      return new Float32Array(length);
    case 'ones':
      return new Float32Array(length).fill(1);
    case 'constant':
      return new Float32Array(length).fill(initializer.value);
    case 'glorotUniform':
      return within(Math.sqrt(6 / (fanIn + fanOut)));
    case 'heUniform':
      return within(Math.sqrt(6 / fanIn));
    case 'glorotNormal':
      return cutNormal(seed, stream, length, Math.sqrt(2 / (fanIn + fanOut)) / cutDeviation);
    case 'heNormal':
      return cutNormal(seed, stream, length, Math.sqrt(2 / fanIn) / cutDeviation);
    case 'randomUniform':
      return uniform(seed, stream, length, { min: initializer.min, max: initializer.max });
    case 'randomNormal':
      return normal(seed, stream, length, { mean: initializer.mean, standardDeviation: initializer.standardDeviation });
  }
}

function fans(shape: Shape): [number, number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  const receptive = sizeOf(shape.slice(0, -2));
  return [receptive * shape.at(-2)!, receptive * shape.at(-1)!];
}

/** Normal values without those beyond two standard deviations: the stream's values in order, the far ones left out. */
function cutNormal(seed: number, stream: number, length: number, deviation: number): Float32Array {
  // 4.6 % lie beyond; more are drawn until enough are left.
  for (let drawn = Math.ceil(length * 1.08) + 16; ; drawn *= 2) {
    const kept = normal(seed, stream, drawn, { mean: 0, standardDeviation: 1 }).filter((z) => Math.abs(z) <= 2);
    if (kept.length >= length) return kept.subarray(0, length).map((z) => z * deviation);
  }
}
