/**
 * Errors of this package: files that are not what they should be, configurations, run folders. Each is one sentence
 * for people and fields for programs; the kinds decide a command line's exit code.
 */
import { InkgradError } from '@inkgrad/tensor';

/** Where in a data file something is wrong, in bytes of the unzipped contents, and what stands there. */
export interface DataErrorDetails {
  readonly offset?: number;
  readonly expected?: string | number;
  readonly found?: string | number;
}

/** A data file that is absent, damaged or not of the kind that is needed. */
export class DataError extends InkgradError {
  override readonly name: string = 'DataError';
  readonly file: string;
  readonly offset: number | undefined;
  readonly expected: string | number | undefined;
  readonly found: string | number | undefined;

  constructor(file: string, sentence: string, details: DataErrorDetails = {}, options?: ErrorOptions) {
    super('data', `${file}: ${sentence}`, options);
    this.file = file;
    this.offset = details.offset;
    this.expected = details.expected;
    this.found = details.found;
  }
}

/** A picture that cannot be read, or that shows no digit. */
export class ImageError extends InkgradError {
  override readonly name: string = 'ImageError';
  readonly file: string | undefined;

  constructor(sentence: string, file?: string, options?: ErrorOptions) {
    super('data', file === undefined ? sentence : `${file}: ${sentence}`, options);
    this.file = file;
  }
}

/** One thing wrong with a configuration. */
export interface ConfigProblem {
  /** Keys and indices joined by points, such as `layers.3.units`; empty for the whole. */
  readonly path: string;
  readonly sentence: string;
}

/** An experiment that is not valid, or a file that holds none. */
export class ConfigError extends InkgradError {
  override readonly name: string = 'ConfigError';
  /** The file, or the name by which the configuration was given. */
  readonly where: string;
  /** Everything that is wrong; the message names the first. */
  readonly problems: readonly ConfigProblem[];

  constructor(where: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const [first] = problems;
    const others = problems.length - 1;
    const more = others > 0 ? ` There ${others === 1 ? 'is 1 more problem' : `are ${others} more problems`}.` : '';
    super('usage', `${where}: ${first?.sentence ?? 'not a valid experiment.'}${more}`, options);
    this.where = where;
    this.problems = problems;
  }
}

/** A folder or file of a run that cannot be written. */
export class RunFolderError extends InkgradError {
  override readonly name: string = 'RunFolderError';
  readonly path: string;

  constructor(path: string, sentence: string, options?: ErrorOptions) {
    super('io', `${path}: ${sentence}`, options);
    this.path = path;
  }
}
