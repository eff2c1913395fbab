/** Checks of single values of a golden file, with errors that name the file and the place. */
import { InkgradError } from '@inkgrad/tensor';
import { nearestName } from '@inkgrad/tensor/text';
import { describe, isRecord } from '../define/names.ts';

/** A file of golden cases that is not of their format. */
export class GoldenFormatError extends InkgradError {
  override readonly name: string = 'GoldenFormatError';
  readonly file: string;
  /** Where in the file: "cases[0].layers[1].units". */
  readonly path: string;

  constructor(file: string, path: string, expected: string, received: string) {
    super('data', `${file}: ${path} must be ${expected}, found ${received}.`);
    this.file = file;
    this.path = path;
  }
}

/** Checks of single values that know the file. */
export class GoldenChecker {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  that(path: string, expected: string, received: unknown, holds: boolean): void {
    if (!holds) throw new GoldenFormatError(this.file, path, expected, describe(received));
  }

  record(path: string, value: unknown, keys?: readonly string[]): Readonly<Record<string, unknown>> {
    if (!isRecord(value)) throw new GoldenFormatError(this.file, path, 'an object', describe(value));
    const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
    if (unknown === undefined) return value;
    const nearest = nearestName(unknown, keys!);
    const hint = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    throw new GoldenFormatError(this.file, path, `an object of ${keys!.join(', ')}`, `the key "${unknown}"${hint}`);
  }

  list(path: string, value: unknown, length?: number): readonly unknown[] {
    const expected = length === undefined ? 'an array that is not empty' : `an array of ${length}`;
    const fits = Array.isArray(value) && (length === undefined ? value.length > 0 : value.length === length);
    this.that(path, expected, value, fits);
    return value as readonly unknown[];
  }

  numbers(path: string, value: unknown, length: number): readonly number[] {
    const list = this.list(path, value, length);
    const wrong = list.findIndex((item) => !Number.isFinite(item));
    this.that(`${path}[${wrong}]`, 'a finite number', list[wrong], wrong < 0);
    return list as readonly number[];
  }

  number(path: string, value: unknown): number {
    this.that(path, 'a finite number', value, Number.isFinite(value));
    return value as number;
  }

  size(path: string, value: unknown): number {
    this.that(path, 'a positive whole number', value, Number.isSafeInteger(value) && (value as number) > 0);
    return value as number;
  }

  text(path: string, value: unknown): string {
    this.that(path, 'a text', value, typeof value === 'string' && value !== '');
    return value as string;
  }
}
