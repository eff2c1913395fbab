/** From the values of a target, texts or numbers, to classes with names or to values that are predicted as numbers. */
import { DataError } from '../../errors.ts';
import type { DataRequest } from '../data-set.ts';

/** Labels are bytes. */
const mostClasses = 256;

export interface Targets {
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** f32 [rows, values]; undefined where the targets are classes. */
  readonly values: Float32Array | undefined;
}

/** Numbers by size, texts in the order of their characters. */
function inOrder(names: readonly string[]): string[] {
  const areNumbers = names.every((name) => Number.isFinite(Number(name)));
  return [...names].sort(areNumbers ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
}

/** @throws DataError for fewer than two classes, or more than 256 */
export function classesOf(file: string, texts: readonly string[], what: string): Targets {
  const classes = inOrder([...new Set(texts)]);
  if (classes.length < 2) {
    throw new DataError(file, `${what} is "${classes[0] ?? ''}" throughout; two classes at least are needed.`);
  }
  if (classes.length > mostClasses) {
    const sentence = `${what} has ${classes.length} different values; of classes there are at most ${mostClasses}, and numbers are predicted with --kind values.`;
    throw new DataError(file, sentence, { expected: mostClasses, found: classes.length });
  }
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  return { labels: Uint8Array.from(texts, (text) => labelOf.get(text)!), classes, values: undefined };
}

/** Labels are for folds alone, of which values have none. */
export function valuesOf(values: Float32Array): Targets {
  return { labels: new Uint8Array(0), classes: [], values };
}

/** What a target of numbers is where nobody said it: whole numbers that a program numbered classes with are said. */
export function kindOf({ kind }: DataRequest, areNumbers: boolean): 'classes' | 'values' {
  return kind ?? (areNumbers ? 'values' : 'classes');
}
