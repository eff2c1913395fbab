/**
 * The built-in initializers: initial values of weights, as functions of (seed, stream), the same on every backend. Adding
 * one is a definition in this folder and a line here. Source: https://keras.io/api/layers/initializers/
 */
import type { Definable } from '../define/definable.ts';
import type { Initializer } from '../define/define-initializer.ts';
import type { JsonSchema } from '../define/json-schema.ts';
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
/** The name of an initializer that is built in. */
export type InitializerName = keyof typeof builtIn;
/** An initializer, the name of one, which stands for it with its defaults, or both as plain data. */
export type InitializerLike =
  | Initializer
  | InitializerName
  | { readonly name: InitializerName; readonly [option: string]: unknown };

export const builtInInitializers: readonly Definable<Initializer>[] = Object.values(builtIn);

/** `#/$defs/initializer` */
export const initializerSchema: JsonSchema = {
  description: 'An initializer by its name, or with settings.',
  anyOf: [
    { enum: Object.keys(builtIn).filter((name) => name !== 'constant') },
    { oneOf: builtInInitializers.map(({ schema }) => schema) },
  ],
};
