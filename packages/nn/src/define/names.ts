/** Looking up names in closed sets, with the nearest known name for a misspelt one. */
import { ArgumentError } from '@inkgrad/tensor';
import { UnknownNameError } from '../errors.ts';

/**
 * The member of `known` with the smallest edit distance to `name`, if it is near enough to be a slip: at most half of
 * its letters, or two. Case, underscores and dashes do not count.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = plainLetters(name);
  let nearest: string | undefined;
  let smallest = Math.max(2, Math.floor(plain.length / 2)) + 1;
  for (const candidate of known) {
    const distance = editDistance(plain, plainLetters(candidate));
    if (distance < smallest) {
      smallest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Keras's snake_case and other spellings of one word compare equal. */
function plainLetters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforePrevious[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitution, swap, previous[j]! + 1, row[j - 1]! + 1));
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length]!;
}

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
