/** Checks of options and names: a key or a name that is not known is refused with the nearest known one. */
import { ArgumentError, UnknownNameError } from '../errors.ts';
import { nearestName } from '../text/nearest-name.ts';
import { describe } from './describe.ts';

/** Whether `value` is an object with keys, not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Whether `value` is written as { … }: no tensor, date, map or other object of a class, whose keys say nothing. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The Object of another window or context has another prototype, which has none itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Refuses options that are none, or that have a key which nobody knows.
 * @param argument what the options are called where they are not the argument `options`
 * @throws UnknownNameError for a key of `options` that is not in `known`; ArgumentError unless it is a plain object.
 */
export function checkKeys(where: string, options: unknown, known: readonly string[], argument = 'options'): void {
  if (!isPlainObject(options)) {
    throw new ArgumentError(where, argument, `an object (keys: ${known.join(', ')})`, describe(options));
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new UnknownNameError(where, 'option', key, known, nearestName(key, known));
  }
}

/**
 * The name, if it is a key of a table.
 * @throws UnknownNameError unless `name` is a key of `table`; ArgumentError unless it is a string.
 */
export function knownName<T extends object>(where: string, what: string, table: T, name: unknown): keyof T & string {
  if (typeof name !== 'string') throw new ArgumentError(where, what, 'a name', describe(name));
  const known = Object.keys(table);
  if (!known.includes(name)) throw new UnknownNameError(where, what, name, known, nearestName(name, known));
  return name as keyof T & string;
}
