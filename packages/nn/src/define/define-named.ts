/**
 * What losses, metrics and optimizers have in common as described things: plain data with a name and options, made by a
 * function that also knows the definition. The definition stays with the data that was made, and JSON finds it by name.
 */
import { ArgumentError } from '@inkgrad/tensor';
import type { Definable } from './definable.ts';
import { type CompletedOf, completeOptions, type Fields, type OptionsOf, schemaOf } from './field.ts';
import { describe } from './names.ts';
import { type Registry, resolve } from './registry.ts';

/** Plain data: the name and the completed options. */
export type NamedOf<Name extends string, F extends Fields> = { readonly name: Name } & CompletedOf<F>;

/** Makes described things of one name. */
export interface NamedFactory<Kind extends Definable['kind'], Name extends string, F extends Fields, Definition>
  extends Definable<NamedOf<Name, F>> {
  (
    ...options: Record<never, never> extends OptionsOf<F> ? [options?: OptionsOf<F>] : [options: OptionsOf<F>]
  ): NamedOf<Name, F>;
  readonly kind: Kind;
  readonly key: Name;
  readonly definition: Definition;
  /** Whether it is one of these; its options are known then. */
  is(value: { readonly name: string }): value is NamedOf<Name, F>;
}

interface Definition<Name extends string, F extends Fields> {
  readonly name: Name;
  readonly fields: F;
  check?(where: string, options: CompletedOf<F>): void;
}

type Kind = Definable['kind'];

const definitions = new WeakMap<object, { readonly kind: Kind; readonly definition: unknown }>();

/** The definition that a described thing was made with; undefined for plain data. */
export function namedDefinition<D>(value: object): D | undefined {
  return definitions.get(value)?.definition as D | undefined;
}

/**
 * A described thing of a kind as it is, or made of plain data. What another kind's definition made is none: a loss is no metric.
 * @throws ArgumentError, UnknownNameError
 */
export function resolveNamed<T>(kind: Kind, where: string, value: unknown, registry: Registry): T {
  return resolve(where, { kind, made: (given) => definitions.get(given)?.kind === kind }, value, registry);
}

/** Described things of one name. */
export function defineNamed<K extends Kind, const Name extends string, F extends Fields, D extends Definition<Name, F>>(
  kind: K,
  definition: D & Definition<Name, F>,
): NamedFactory<K, Name, F, D> {
  const { name, fields } = definition;
  const from = (where: string, options: unknown, known?: readonly Definable[]): NamedOf<Name, F> => {
    const completed = completeOptions(where, fields, options, ['name'], known);
    definition.check?.(where, completed);
    const made = Object.freeze({ name, ...completed });
    definitions.set(made, { kind, definition });
    return made as unknown as NamedOf<Name, F>;
  };
  const schema = schemaOf(fields, { name: { const: name } });
  const make = (options: unknown = {}): NamedOf<Name, F> => from(name, options);
  const is = (value: object): boolean => definitions.get(value)?.definition === definition;
  return Object.assign(make, { kind, key: name, definition, schema, is, from }) as unknown as NamedFactory<
    K,
    Name,
    F,
    D
  >;
}

/** What a user's function stands for, where it is given instead of a described thing. It has no place in JSON. */
export function fromFunction<D extends { readonly name: string }>(
  kind: Kind,
  definition: D,
): { readonly name: string } {
  const made = Object.freeze({ name: definition.name });
  definitions.set(made, { kind, definition });
  nameless.add(made);
  return made;
}

const nameless = new WeakSet<object>();

/** @throws ArgumentError for what came from a plain function, which JSON cannot hold */
export function checkStorable(where: string, value: { readonly name: string }, define: string): void {
  if (!nameless.has(value)) return;
  throw new ArgumentError(
    where,
    value.name,
    `made by ${define}, so that JSON can name it`,
    describe(() => undefined),
  );
}
