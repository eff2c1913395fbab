/**
 * `log.jsonl` of a group: a line for each job that came to its end, appended and brought to disk before the next job of
 * its worker begins. A line that a crash left unfinished is dropped.
 */
import { open, readFile } from 'node:fs/promises';
import { RunFolderError } from '@inkgrad/experiments';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { replaceFile } from '@inkgrad/nn/node';
import type { ErrorKind } from '@inkgrad/tensor';
import type { JobFailure, JobOutcome } from './job.ts';

export interface LogLine {
  readonly id: string;
  readonly title: string;
  readonly status: 'done' | 'failed';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly failure?: JobFailure;
}

/** Kinds of errors that would come again: a job that had one is not tried again. */
const lasting: readonly ErrorKind[] = ['numeric', 'usage'];

export function isLasting({ kind }: JobFailure): boolean {
  return lasting.includes(kind);
}

/** What stands in the file, and of it the lines that are whole; none where there is no file. */
async function readText(path: string): Promise<{ readonly text: string; readonly whole: string }> {
  try {
    const text = await readFile(path, 'utf8');
    return { text, whole: text.slice(0, text.lastIndexOf('\n') + 1) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', whole: '' };
    throw error;
  }
}

/** A whole line that is none of this log was put there by someone. */
function readLine(text: string, where: string): LogLine {
  let line: unknown;
  try {
    line = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new RunFolderError(where, `is damaged: ${error.message}`, { cause: error });
  }
  const { id, status } = (line ?? {}) as Partial<LogLine>;
  if (typeof id === 'string' && (status === 'done' || status === 'failed')) return line as LogLine;
  throw new RunFolderError(where, 'is damaged: not a job that was done or that failed; remove the line.');
}

function linesOf(whole: string, path: string): LogLine[] {
  return whole.split('\n').flatMap((line, at) => (line === '' ? [] : [readLine(line, `${path}, line ${at + 1}`)]));
}

/** The last line of each job. Changes nothing. */
export async function readGroupLog(path: string): Promise<LogLine[]> {
  const lines = linesOf((await readText(path)).whole, path);
  return [...new Map(lines.map((line) => [line.id, line])).values()];
}

export class GroupLog {
  readonly #path: string;
  readonly #lines: LogLine[];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, lines: LogLine[]) {
    this.#path = path;
    this.#lines = lines;
  }

  static async open(path: string): Promise<GroupLog> {
    const { text, whole } = await readText(path);
    if (whole !== text) await replaceFile(path, whole);
    return new GroupLog(path, linesOf(whole, path));
  }

  /** The last line of a job. */
  of(id: string): LogLine | undefined {
    return this.#lines.findLast((line) => line.id === id);
  }

  /** Appends the line of a job that is done or has failed. */
  add(outcome: JobOutcome): Promise<void> {
    const { job, status } = outcome;
    if (status === 'interrupted') return Promise.resolve();
    const { id, title } = job;
    const failure = status === 'failed' ? { failure: outcome.failure } : {};
    const line: LogLine = { id, title, status, at: new Date().toISOString(), ...failure };
    this.#lines.push(line);
    // One after the other, as several workers may come to an end at once.
    this.#writing = this.#writing.then(() => this.#append(`${JSON.stringify(line)}\n`));
    return this.#writing;
  }

  async #append(text: string): Promise<void> {
    const file = await open(this.#path, 'a');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
