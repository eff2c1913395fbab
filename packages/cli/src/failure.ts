/**
 * From whatever was thrown to what a person and a script see: one sentence, an exit code, and an object for `--json`.
 * Anything that is neither an error of inkgrad, nor of the operating system, nor an interruption is a defect, and says so.
 */
import { type ErrorKind, isInkgradError } from '@inkgrad/tensor';
import { printable } from '@inkgrad/tensor/text';
import { noteOf } from './errors.ts';
import { InterruptedError } from './interrupted-error.ts';

export interface Failure {
  readonly exitCode: number;
  readonly kind: ErrorKind | 'interrupted';
  /** One sentence on one line; of several problems a line for each below the first. */
  readonly message: string;
  /** A sentence beside it, such as where what was done is kept. */
  readonly note: string | undefined;
  /** What the error knows besides, for programs. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const exitCodes: Record<ErrorKind, number> = {
  internal: 1,
  io: 1,
  usage: 2,
  backend: 3,
  numeric: 4,
  data: 5,
  threshold: 6,
};

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EEXIST: 'it exists already',
  EISDIR: 'it is a folder',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

/** The message on one line, with its afterthoughts drawn into the one sentence. */
function oneLine(message: string): string {
  const line = printable(message.replace(/\s+/g, ' ').trim()).replace(/\. Did you mean /, '; did you mean ');
  return /[.?!:]$/.test(line) ? line : `${line}.`;
}

/** The message of an error that is about several things keeps a line for each. */
function sentenceOf(error: Error): string {
  const isList = 'problems' in error || 'failures' in error;
  const [first = '', ...items] = error.message.split('\n');
  if (!isList || items.length === 0) return oneLine(error.message);
  return [oneLine(first), ...items.map((item) => `  ${oneLine(item)}`)].join('\n');
}

const ofEveryError = ['kind', 'message', 'stack', 'cause'];

/** Fields that an error has of its own. */
function fieldsOf(error: Error): Record<string, unknown> {
  return Object.fromEntries(Object.entries(error).filter(([key]) => !ofEveryError.includes(key)));
}

function described(error: unknown): Omit<Failure, 'note'> {
  if (isInkgradError(error)) {
    const { kind } = error;
    return { exitCode: exitCodes[kind], kind, message: sentenceOf(error), fields: fieldsOf(error) };
  }
  if (error instanceof InterruptedError) {
    return { exitCode: error.exitCode, kind: 'interrupted', message: oneLine(error.message), fields: {} };
  }
  if (isSystemError(error)) {
    const { path, syscall, code } = error;
    const where = path === undefined ? syscall : `${syscall} "${path}"`;
    const message = oneLine(`${where}: ${reasons[code] ?? code}`);
    return { exitCode: 1, kind: 'io', message, fields: { code, ...(path === undefined ? {} : { path }) } };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const first = text.split('\n')[0]!.trim().replace(/\.$/, '');
  const advice = 'this is a defect of inkgrad, INKGRAD_DEBUG=1 shows where, please report it.';
  return { exitCode: 1, kind: 'internal', message: `internal: ${first}; ${advice}`, fields: {} };
}

export function describeFailure(error: unknown): Failure {
  return { ...described(error), note: noteOf(error) };
}

/** JSON has no NaN, no infinities and no large integers: they are texts. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}

/** As `--json` prints it. Names are part of the command's interface: add, never rename. */
export function failureJson({ exitCode, kind, message, note, fields }: Failure): Record<string, unknown> {
  const own = JSON.parse(JSON.stringify(fields, plain)) as Record<string, unknown>;
  return { kind, message, ...own, ...(note === undefined ? {} : { note }), exitCode };
}
