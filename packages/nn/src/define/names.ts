/** Looking up names in closed sets, with the nearest known name for a misspelt one. */
import { ArgumentError } from '@inkgrad/tensor';
import { nearestName } from '@inkgrad/tensor/text';
import { UnknownNameError } from '../errors.ts';

/** @throws UnknownNameError unless `name` is a key of `table`; ArgumentError unless it is a string. */
export function knownName<T extends object>(where: string, what: string, table: T, name: unknown): keyof T & string {
  if (typeof name !== 'string') throw new ArgumentError(where, what, 'a name', describe(name));
  const known = Object.keys(table);
  if (!known.includes(name)) throw new UnknownNameError(where, what, name, known, nearestName(name, known));
  return name as keyof T & string;
}

/** @throws UnknownNameError for a key of `options` that is not in `known`; ArgumentError unless it is an object. */
export function checkKeys(where: string, options: unknown, known: readonly string[]): void {
  if (!isRecord(options)) throw new ArgumentError(where, 'options', 'an object', describe(options));
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new UnknownNameError(where, 'option', key, known, nearestName(key, known));
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** A short text of any value for an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value))
    return value.length > 8 ? `an array of ${value.length}` : `[${value.map(describe).join(', ')}]`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return `an object (${Object.keys(value).slice(0, 6).join(', ')})`;
  return String(value);
}
