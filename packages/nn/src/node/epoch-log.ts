/**
 * A text file with a line an epoch, written as training goes on; `csvLogger` and `jsonLinesLogger` say what a line is.
 * A log that is continued keeps the lines of the epochs before, whole ones only, and drops those that are trained anew.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArgumentError } from '@inkgrad/tensor';
import type { Callback } from '../callbacks/callback.ts';
import { flag } from '../define/check.ts';
import { describe } from '../define/names.ts';
import { ModelFileError } from '../errors.ts';
import type { Logs } from '../training/history.ts';
import { makeFolders } from './make-folders.ts';
import { replaceFile } from './replace-file.ts';

/** The file of a log, and whether it is continued. */
export interface EpochLogOptions {
  /** The file; its folder is made if it is absent. */
  readonly path: string;
  /** Continue a file that is there, for a training that is continued, instead of replacing it; false by default. */
  readonly append?: boolean;
}

/** How a log is written. */
export interface LineFormat {
  /** The first line; undefined for none. */
  header(names: readonly string[]): string | undefined;
  line(epoch: number, logs: Logs, names: readonly string[]): string;
  /** The epoch of a line; undefined for a line that is none. */
  epochOf(line: string): number | undefined;
}

export function epochLog(where: string, { path, append = false }: EpochLogOptions, format: LineFormat): Callback {
  if (typeof path !== 'string' || path === '') throw new ArgumentError(where, 'path', 'a file', describe(path));
  flag(where, 'append', append);
  let names: readonly string[];
  return {
    name: where,
    onTrainBegin: async (_, { logs, initialEpoch }) => {
      names = logs;
      const header = format.header(names);
      const kept = append ? await keptLines(path, header, initialEpoch, format) : [];
      const lines = header === undefined ? kept : [header, ...kept];
      await makeFolders(dirname(path));
      await replaceFile(path, lines.map((line) => `${line}\n`).join(''));
    },
    onEpochEnd: async (epoch, logs) => {
      await appendFile(path, `${format.line(epoch, logs, names)}\n`, { flush: true });
    },
  };
}

async function keptLines(
  path: string,
  header: string | undefined,
  initialEpoch: number,
  format: LineFormat,
): Promise<string[]> {
  const text = await readIfThere(path);
  if (text === '') return [];
  // What follows the last line break was being written when the writer ended.
  const lines = text.split('\n').slice(0, -1);
  const found = header === undefined ? undefined : lines.shift();
  if (found !== undefined && found !== header) {
    throw new ModelFileError(path, `the columns ${header}`, `${describe(found)}; give another path, or append: false`);
  }
  return lines.filter((line, at) => {
    const epoch = format.epochOf(line);
    if (epoch !== undefined) return epoch < initialEpoch;
    throw new ModelFileError(
      path,
      'a line an epoch',
      `${describe(line)} in line ${at + (header === undefined ? 1 : 2)}`,
    );
  });
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
