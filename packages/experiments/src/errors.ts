/**
 * Errors of this package: files that are not what they should be, configurations, run folders. Each is one sentence
 * for people and fields for programs; the kinds decide a command line's exit code.
 */
import { InkgradError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';

/** One thing wrong with a configuration. */
export interface ConfigProblem {
  /** Keys and indices joined by points, such as `layers.3.units`; empty for the whole. */
  readonly path: string;
  readonly sentence: string;
}

/** `where: sentence`, or, of several problems, a line for each below a first one. */
function problemLines(where: string, problems: readonly ConfigProblem[]): string[] {
  const [first, ...others] = problems.map(({ sentence }) => sentence);
  if (others.length === 0) return [`${where}: ${first ?? 'not a valid experiment.'}`];
  const lines = [first, ...others].map((sentence) => `  ${sentence}`);
  return [`${where}, ${plural(lines.length, 'problem')}:`, ...lines];
}

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

/** An experiment that is not valid, or a file that holds none. */
export class ConfigError extends InkgradError {
  override readonly name: string = 'ConfigError';
  /** The file, or the name by which the configuration was given. */
  readonly where: string;
  /** Everything that is wrong; the message has it all, a line for each where there are several. */
  readonly problems: readonly ConfigProblem[];

  constructor(where: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super('usage', problemLines(where, problems), options);
    this.where = where;
    this.problems = problems;
  }
}

/** An experiment beside a model that is not valid any more: everything that is wrong with it. */
export class DamagedExperimentError extends InkgradError {
  override readonly name: string = 'DamagedExperimentError';
  readonly file: string;
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super('data', problemLines(file, problems), options);
    this.file = file;
    this.problems = problems;
  }
}

/** The record of a run that diverged, which would do so again. */
export class RunFailedError extends InkgradError {
  override readonly name: string = 'RunFailedError';
  /** Its folder. */
  readonly path: string;
  /** Where the loss was not finite first, counted from 1; null where that is not known. */
  readonly epoch: number | null;
  readonly step: number | null;

  constructor(path: string, { message, epoch, step }: Pick<RunFailedError, 'message' | 'epoch' | 'step'>) {
    super('numeric', `${path}: this run has failed: ${message.replace(/[.\s]*$/, '')}.`);
    this.path = path;
    this.epoch = epoch;
    this.step = step;
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
