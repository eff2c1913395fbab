/**
 * What a name stands for: the built-in definitions, once `names.ts` has said them, and those that a user gives. A saved
 * model with a layer of the user's own is read with `registry: [thatLayer]`.
 */
import { ArgumentError } from '@inkgrad/tensor';
import type { Definable } from './definable.ts';
import { describe, isRecord, knownName } from './names.ts';

/** A user's own definitions, to be found by their keys. */
export type Registry = readonly Definable[];

/** Known everywhere; empty in a page that has all its losses, optimizers and so on by value and nothing by name. */
const named: Definable[] = [];

/** Lets these definitions be found by their keys from now on, without a registry. */
export function knowByName(definitions: readonly Definable[]): void {
  named.push(...definitions);
}

/**
 * The thing that plain data describes; a text is the key alone.
 * @param what it is called in errors: "layer type"
 * @param property holds the key: "type"
 * @param registry what the data may name within
 */
function fromData<T>(
  where: string,
  what: string,
  property: string,
  known: readonly Definable<T>[],
  value: unknown,
  registry: Registry,
): T {
  const given = typeof value === 'object' ? value : { [property]: value };
  if (!isRecord(given)) throw new ArgumentError(where, 'options', 'an object', describe(value));
  if (known.length === 0) {
    const expected = "what its function makes, as names are known with import '@inkgrad/nn/names' only";
    throw new ArgumentError(where, what, expected, describe(given[property]));
  }
  // A user's own definition comes before a built-in one of the same key.
  const table = Object.fromEntries([...known].reverse().map((own) => [own.key, own]));
  const key = knownName(where, what, table, given[property]);
  return table[key]!.from(`${where} (${key})`, given, registry);
}

/**
 * A described thing as it is, or made of plain data by a built-in definition or one of the user's.
 * @throws ArgumentError, UnknownNameError
 */
export function resolve<T>(
  where: string,
  { kind, what = kind, property = 'name', made }: Vocabulary,
  value: unknown,
  registry: Registry,
): T {
  if (typeof value === 'object' && value !== null && made(value)) return value as T;
  return fromData(where, what, property, [...ofKind<T>(registry, kind), ...ofKind<T>(named, kind)], value, registry);
}

/** How the things of one kind stand in plain data. */
interface Vocabulary {
  readonly kind: Definable['kind'];
  /** What the key is called in errors; the kind by default. */
  readonly what?: string;
  /** Holds the key; "name" by default. */
  readonly property?: string;
  /** Whether a value was made by a definition. */
  made(value: object): boolean;
}

/** The user's definitions of one kind. @throws ArgumentError for what is no definition */
function ofKind<T>(registry: unknown, kind: Definable['kind']): Definable<T>[] {
  if (!Array.isArray(registry) || !registry.every(isDefinable)) {
    const expected = 'a list of what defineLayer, defineLoss, defineMetric and defineOptimizer give';
    throw new ArgumentError('registry', 'definitions', expected, describe(registry));
  }
  return registry.filter((own) => own.kind === kind) as unknown as Definable<T>[];
}

function isDefinable(value: unknown): value is Definable {
  return typeof value === 'function' && 'kind' in value && 'from' in value;
}
