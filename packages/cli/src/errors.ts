/** Errors of the command line itself; those of data, models and backends come from the packages that find them. */
import { type ErrorKind, InkgradError } from '@inkgrad/tensor';

/** An argument that the command cannot take. Exit code 2. */
export class UsageError extends InkgradError {
  override readonly name: string = 'UsageError';
  constructor(message: string) {
    super('usage', message);
  }
}

/** Results that a command checks and found out of bounds. Exit code 6. */
export class ThresholdError extends InkgradError {
  override readonly name: string = 'ThresholdError';
  constructor(message: string) {
    super('threshold', message);
  }
}

/** A file that the command itself reads and cannot use. Exit code 5. */
export class DataFileError extends InkgradError {
  override readonly name: string = 'DataFileError';
  constructor(message: string, options?: ErrorOptions) {
    super('data', message, options);
  }
}

/** Runs of a group that failed, while others went on. */
export class RunsFailedError extends InkgradError {
  override readonly name: string = 'RunsFailedError';
  readonly failures: readonly RunFailure[];

  /** @param kind of the failures, where it is the same */
  constructor(kind: ErrorKind, lines: readonly string[], failures: readonly RunFailure[]) {
    super(kind, lines);
    this.failures = failures;
  }
}

export interface RunFailure {
  /** Name of its folder. */
  readonly id: string;
  readonly title: string;
  readonly kind: ErrorKind;
  readonly message: string;
}

const notes = new WeakMap<Error, string>();

/** Adds what somebody who reads the error wants to know beside it: where what was done is kept. */
export function addNote(error: unknown, sentence: string): void {
  if (error instanceof Error) notes.set(error, sentence);
}

export function noteOf(error: unknown): string | undefined {
  return error instanceof Error ? notes.get(error) : undefined;
}
