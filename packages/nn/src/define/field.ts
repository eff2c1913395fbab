/**
 * What an option may be: how a value given for it is checked and completed, whether it can be left out, and the JSON
 * Schema that says the same to editors. Checking, defaults, the JSON form, the schema and the types of a layer, a loss, a
 * metric or an optimizer all follow from its fields, so that each option is described once.
 */
import { ArgumentError } from '@inkgrad/tensor';
import type { Definable } from './definable.ts';
import type { JsonSchema } from './json-schema.ts';
import { checkKeys, describe } from './names.ts';

/** Whether an option must be given, has a default, or may be absent. */
export type Presence = 'required' | 'defaulted' | 'optional';

/** `Given` is what may be written, `Completed` what it becomes: plain data. */
export interface Field<Given = unknown, Completed = Given, P extends Presence = Presence> {
  readonly presence: P;
  /** The default, completed; undefined unless `presence` is "defaulted". */
  readonly fallback: Completed | undefined;
  readonly schema: JsonSchema;
  /**
   * The value with its defaults.
   * @param known what plain data may name: layers within layers
   * @throws ArgumentError, UnknownNameError
   */
  complete(where: string, name: string, value: unknown, known?: readonly Definable[]): Completed;
  /** Never there: it carries the type of what may be given. */
  readonly given?: Given;
}

// A field of unknown types is only read through `OptionsOf` and `CompletedOf`.
/** Options of a layer, a loss or the like: by name what each may be and what it is by default. */
// biome-ignore lint/suspicious/noExplicitAny: a Field is neither covariant nor contravariant in what it completes
export type Fields = Readonly<Record<string, Field<any, any>>>;

type Flat<T> = { [K in keyof T]: T[K] };
type IsRequired<F, K extends keyof F> = F[K] extends Field<infer _G, infer _C, 'required'> ? K : never;
type IsOptional<F, K extends keyof F> = F[K] extends Field<infer _G, infer _C, 'optional'> ? K : never;
type GivenOf<F> = F extends Field<infer Given, infer _C> ? Given : never;
type CompletedFieldOf<F> = F extends Field<infer _G, infer Completed> ? Completed : never;

/** The options as they may be written. */
export type OptionsOf<F extends Fields> = Flat<
  { readonly [K in keyof F as IsRequired<F, K>]: GivenOf<F[K]> } & {
    readonly [K in keyof F as Exclude<K, IsRequired<F, K>>]?: GivenOf<F[K]> | undefined;
  }
>;

/** The options with every default filled in; optional ones stay absent. Of unknown fields, unknown options. */
export type CompletedOf<F extends Fields> =
  IsAny<F> extends true
    ? // biome-ignore lint/suspicious/noExplicitAny: which options there are is known to the definition alone
      any
    : Flat<
        { readonly [K in keyof F as Exclude<K, IsOptional<F, K>>]: CompletedFieldOf<F[K]> } & {
          readonly [K in keyof F as IsOptional<F, K>]?: CompletedFieldOf<F[K]>;
        }
      >;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** A rule of how a value is checked, which `required`, `defaulted` and `optional` make a field of. */
export interface Check<Given, Completed = Given> {
  readonly schema: JsonSchema;
  /**
   * The value with its defaults.
   * @throws ArgumentError for what it should not be
   */
  complete(where: string, name: string, value: unknown, known?: readonly Definable[]): Completed;
  readonly given?: Given;
}

/**
 * An option that must be given.
 * @param description for the JSON Schema, which editors show
 * @example
 * const fields = { units: required(positiveWhole, 'Number of outputs.') };
 */
export function required<Given, Completed>(
  check: Check<Given, Completed>,
  description?: string,
): Field<Given, Completed, 'required'> {
  return { ...described(check, description), presence: 'required', fallback: undefined };
}

/**
 * An option that stands for `value` where it is not given.
 * @param description for the JSON Schema
 * @example
 * const fields = { rate: defaulted(probability, 0.5, 'Share of the samples.') };
 */
export function defaulted<Given, Completed>(
  check: Check<Given, Completed>,
  value: Given,
  description?: string,
): Field<Given, Completed, 'defaulted'> {
  const fallback = check.complete('default', 'value', value);
  const field = described(check, description);
  return { ...field, presence: 'defaulted', fallback, schema: { ...field.schema, default: value } };
}

/**
 * An option that may be absent, and then stays so.
 * @param description for the JSON Schema
 * @example
 * const fields = { name: optional(plainText, 'What it is called.') };
 */
export function optional<Given, Completed>(
  check: Check<Given, Completed>,
  description?: string,
): Field<Given, Completed, 'optional'> {
  return { ...described(check, description), presence: 'optional', fallback: undefined };
}

function described<Given, Completed>(
  check: Check<Given, Completed>,
  description: string | undefined,
): Check<Given, Completed> {
  return description === undefined ? check : { ...check, schema: { ...check.schema, description } };
}

/**
 * The options checked and completed, in the order of the fields.
 * @param tag keys beside the options that are not checked here: "type", "name"
 * @param known what plain data may name: layers within layers
 * @throws ArgumentError for a value that is not as its field says, UnknownNameError for a key that is no field's
 */
export function completeOptions<F extends Fields>(
  where: string,
  fields: F,
  options: unknown,
  tag: readonly string[] = [],
  known: readonly Definable[] = [],
): CompletedOf<F> {
  checkKeys(where, options, [...tag, ...Object.keys(fields)]);
  const given = options as Readonly<Record<string, unknown>>;
  const completed: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value !== undefined || field.presence === 'required')
      completed[name] = field.complete(where, name, value, known);
    else if (field.presence === 'defaulted') completed[name] = field.fallback;
  }
  return completed as CompletedOf<F>;
}

/** The JSON Schema of an object with these options. @param tag properties beside them that must be there */
export function schemaOf(fields: Fields, tag: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const own = Object.entries(fields);
  const needed = own.filter(([, { presence }]) => presence === 'required').map(([name]) => name);
  return {
    type: 'object',
    properties: { ...tag, ...Object.fromEntries(own.map(([name, { schema }]) => [name, schema])) },
    required: [...Object.keys(tag), ...needed],
    additionalProperties: false,
  };
}

/** A check that a predicate decides; the value stays as it is. */
export function checkThat<T>(expected: string, schema: JsonSchema, holds: (value: unknown) => boolean): Check<T> {
  return {
    schema,
    complete: (where, name, value) => {
      if (!holds(value)) throw new ArgumentError(where, name, expected, describe(value));
      return value as T;
    },
  };
}
