/**
 * The kinds of options, to be made fields of by `required`, `defaulted` and `optional`: numbers within bounds, flags,
 * choices, shapes. Kinds that belong to one room stand there: `activationName` with the activations, and so on.
 */
import { ArgumentError, type Shape } from '@inkgrad/tensor';
import { type Check, checkThat } from './field.ts';
import type { JsonSchema } from './json-schema.ts';
import { describe, knownName } from './names.ts';

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** A finite number. */
export const finite: Check<number> = checkThat('a finite number', { type: 'number' }, isFiniteNumber);

/** A finite number above 0. */
export const positive: Check<number> = checkThat(
  'a finite number above 0',
  { type: 'number', exclusiveMinimum: 0 },
  (value) => isFiniteNumber(value) && value > 0,
);

/** A finite number of at least 0. */
export const nonNegative: Check<number> = checkThat(
  'a finite number of at least 0',
  { type: 'number', minimum: 0 },
  (value) => isFiniteNumber(value) && value >= 0,
);

/** A number in [0, 1). */
export const fraction: Check<number> = checkThat(
  'a number in [0, 1)',
  { type: 'number', minimum: 0, exclusiveMaximum: 1 },
  (value) => isFiniteNumber(value) && value >= 0 && value < 1,
);

/** A number in [0, 1]. */
export const probability: Check<number> = checkThat(
  'a number in [0, 1]',
  { type: 'number', minimum: 0, maximum: 1 },
  (value) => isFiniteNumber(value) && value >= 0 && value <= 1,
);

/** A whole number of at least 1. */
export const positiveWhole: Check<number> = checkThat(
  'a positive whole number',
  { type: 'integer', minimum: 1 },
  (value) => isWhole(value) && value > 0,
);

/** A whole number of at least 0. */
export const nonNegativeWhole: Check<number> = checkThat(
  'a whole number of at least 0',
  { type: 'integer', minimum: 0 },
  (value) => isWhole(value) && value >= 0,
);

/** A whole number, such as an axis. */
export const whole: Check<number> = checkThat('a whole number', { type: 'integer' }, isWhole);

/** true or false. */
export const flag: Check<boolean> = checkThat(
  'true or false',
  { type: 'boolean' },
  (value) => typeof value === 'boolean',
);

/** A name for a layer, an input or a model: not empty and without "/", which separates a layer from its weight. */
export const plainText: Check<string> = checkThat(
  'a non-empty string without "/"',
  { type: 'string', pattern: '^[^/]+$' },
  (value) => typeof value === 'string' && value !== '' && !value.includes('/'),
);

/** The shape of one sample, without the batch. */
export const sampleShape: Check<Shape> = listOf(
  positiveWhole,
  'an array of positive whole numbers (without the batch)',
);

/**
 * One of a few texts.
 * @param what it is called in errors: "padding"
 * @example
 * const fields = { padding: defaulted(choice('padding', ['valid', 'same']), 'valid') };
 */
export function choice<const Names extends readonly string[]>(what: string, names: Names): Check<Names[number]> {
  const table = Object.fromEntries(names.map((name) => [name, true]));
  return {
    schema: { enum: names },
    complete: (where, _, value) => knownName(where, what, table, value) as Names[number],
  };
}

/**
 * A list of any length.
 * @param expected what errors say that the whole must be
 * @example
 * const fields = { sizes: required(listOf(positiveWhole, 'a list of whole numbers above 0')) };
 */
export function listOf<Given, Completed>(
  check: Check<Given, Completed>,
  expected: string,
): Check<readonly Given[], readonly Completed[]> {
  return {
    schema: { type: 'array', items: check.schema },
    complete: (where, name, value) => {
      const refuse = (): never => {
        throw new ArgumentError(where, name, expected, describe(value));
      };
      if (!Array.isArray(value)) return refuse();
      return Array.from(value, (item, at) => {
        try {
          return check.complete(where, `${name}[${at}]`, item);
        } catch (error) {
          // A list of numbers is one value to who wrote it; a list of objects is not.
          return typeof item === 'object' && item !== null ? fail(error) : refuse();
        }
      });
    },
  };
}

function fail(error: unknown): never {
  throw error;
}

/** An axis, or a list of them; always a list when completed. */
export const axisList: Check<number | readonly number[], readonly number[]> = {
  schema: { anyOf: [{ type: 'integer' }, { type: 'array', items: { type: 'integer' }, minItems: 1 }] },
  complete: (where, name, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const holds = list.length > 0 && list.every(isWhole) && new Set(list).size === list.length;
    if (holds) return [...list] as number[];
    throw new ArgumentError(where, name, 'a whole number or a list of different ones', describe(value));
  },
};

/** Two whole numbers of at least `least`; one number stands for both. */
function pairOf(least: number, expected: string): Check<number | readonly [number, number], readonly [number, number]> {
  const item: JsonSchema = { type: 'integer', minimum: least };
  return {
    schema: { anyOf: [item, pairSchema(item)] },
    complete: (where, name, value) => {
      const list = isWhole(value) ? [value, value] : value;
      const holds = Array.isArray(list) && list.length === 2 && list.every((each) => isWhole(each) && each >= least);
      if (holds) return [list[0], list[1]];
      throw new ArgumentError(where, name, expected, describe(value));
    },
  };
}

/** Two positive whole numbers, [height, width]; one number stands for both. */
export const pair: Check<number | readonly [number, number], readonly [number, number]> = pairOf(
  1,
  'a positive whole number or two of them',
);

/** Two whole numbers of at least 0; one number stands for both. */
export const nonNegativePair = pairOf(0, 'a whole number of at least 0 or two of them');

function pairSchema(items: JsonSchema): JsonSchema {
  return { type: 'array', items, minItems: 2, maxItems: 2 };
}
