/**
 * The built-in initializers: initial values of weights, as functions of (seed, stream), the same on every backend. Adding
 * one is a definition in this folder and a line here. Source: https://keras.io/api/layers/initializers/
 */
import { type Shape, sizeOf } from '@inkgrad/tensor';
import type { Definable } from '../define/definable.ts';
import { type Initializer, initializerDefinition } from '../define/define-initializer.ts';
import { isDescribed } from '../define/define-named.ts';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { resolve } from '../define/registry.ts';
import { constantInitializer, identity, ones, zeros } from './fixed.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal, randomUniform, truncatedNormal } from './random.ts';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './variance-scaling.ts';

const builtIn = {
  zeros,
  ones,
  constant: constantInitializer,
  identity,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
  orthogonal,
  randomUniform,
  randomNormal,
  truncatedNormal,
};
export type InitializerName = keyof typeof builtIn;
/** An initializer, the name of one, which stands for it with its defaults, or both as plain data. */
export type InitializerLike =
  | Initializer
  | InitializerName
  | { readonly name: InitializerName; readonly [option: string]: unknown };

export const builtInInitializers: readonly Definable<Initializer>[] = Object.values(builtIn);

/** Completes and checks an initializer. @throws UnknownNameError, ArgumentError */
export function checkInitializer(where: string, value: unknown): Initializer {
  return resolve(where, { kind: 'initializer', builtIn: builtInInitializers, made: isDescribed }, value, []);
}

/** `#/$defs/initializer` */
export const initializerSchema: JsonSchema = {
  description: 'An initializer by its name, or with settings.',
  anyOf: [
    { enum: Object.keys(builtIn).filter((name) => name !== 'constant') },
    { oneOf: builtInInitializers.map(({ schema }) => schema) },
  ],
};

/** An initializer as an option. */
export const initializer: Check<InitializerLike, Initializer> = {
  schema: { $ref: '#/$defs/initializer' },
  complete: (where, _, value) => checkInitializer(where, value),
};

/** The initial values of a weight, row-major. A kernel is [fanIn, fanOut], or [h, w, in, out]. */
export function initialValues(given: Initializer, shape: Shape, seed: number, stream: number): Float32Array {
  const [fanIn, fanOut] = fans(shape);
  return initializerDefinition(given).fill(given, { shape, length: sizeOf(shape), fanIn, fanOut, seed, stream });
}

function fans(shape: Shape): [number, number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  const receptive = sizeOf(shape.slice(0, -2));
  return [receptive * shape.at(-2)!, receptive * shape.at(-1)!];
}
