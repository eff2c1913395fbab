/** Errors of the command line itself; those of data, models and backends come from the packages that find them. */
import { InkgradError } from '@inkgrad/tensor';

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
