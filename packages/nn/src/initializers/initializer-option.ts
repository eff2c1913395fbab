/** An initializer as an option of a layer. */
import type { Initializer } from '../define/define-initializer.ts';
import { resolveNamed } from '../define/define-named.ts';
import { type Check, defaulted, type Field } from '../define/field.ts';
import type { Registry } from '../define/registry.ts';
import type { InitializerLike } from './initializer-table.ts';

/** Completes and checks an initializer. @throws UnknownNameError, ArgumentError */
export function checkInitializer(where: string, value: unknown, registry: Registry = []): Initializer {
  return resolveNamed('initializer', where, value, registry);
}

/** An initializer that has to be given. */
export const initializer: Check<InitializerLike, Initializer> = {
  schema: { $ref: '#/$defs/initializer' },
  complete: (where, _, value, known) => checkInitializer(where, value, known),
};

/**
 * An initializer that may be left out. Its default is given by value, so that a layer brings this one and not all.
 * @param description for the JSON Schema
 */
export function initializerOr(
  fallback: Initializer,
  description?: string,
): Field<InitializerLike, Initializer, 'defaulted'> {
  const field = defaulted(initializer, fallback, description);
  return { ...field, schema: { ...field.schema, default: fallback.name } };
}
