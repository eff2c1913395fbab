/**
 * From whatever was thrown to what a person and a script see: one sentence and an exit code.
 * Anything that is neither an error of inkgrad, nor of the command line, nor of the operating system is a defect, and
 * says so.
 */
import { type ErrorKind, isInkgradError } from '@inkgrad/tensor';

export interface Failure {
  readonly exitCode: number;
  /** One sentence on one line. */
  readonly message: string;
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
  const line = message
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/([.?]) There (?:is|are) (\d+ more problems?)\.$/, ' ($2)$1')
    .replace(/\. Did you mean /, '; did you mean ');
  return /[.?!]$/.test(line) ? line : `${line}.`;
}

export function describeFailure(error: unknown): Failure {
  if (isInkgradError(error)) return { exitCode: exitCodes[error.kind], message: oneLine(error.message) };
  if (isSystemError(error)) {
    const where = error.path === undefined ? error.syscall : `${error.syscall} "${error.path}"`;
    return { exitCode: 1, message: oneLine(`${where}: ${reasons[error.code] ?? error.code}`) };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const first = text.split('\n')[0]!.trim().replace(/\.$/, '');
  return {
    exitCode: 1,
    message: `internal: ${first}; this is a defect of inkgrad, INKGRAD_DEBUG=1 shows where, please report it.`,
  };
}
