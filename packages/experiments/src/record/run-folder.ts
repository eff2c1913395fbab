/**
 * The folder of a run: made new and never overwriting one, with files that are whole or absent (written beside their
 * place, brought to disk, renamed). What it holds is written by `record/`. Node only.
 */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders, replaceFile } from '@inkgrad/nn/node';
import { RunFolderError } from '../errors.ts';
import { holdsNothing } from './litter.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'there is a file of that name',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function folderError(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new RunFolderError(path, `cannot be written: ${reasons[code] ?? code}.`, { cause: error });
}

/**
 * Runs what writes to `path`.
 * @throws RunFolderError, with a sentence, for the system's errors
 */
export async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw folderError(path, error);
  }
}

/** A new folder for the record of a run. */
export interface RunFolder {
  readonly path: string;
  /**
   * Removes the folder with all that is in it, for a run that failed. An empty folder that was there is left. Not
   * asynchronous, so that a process that is ending can call it.
   */
  discard(): void;
}

/** Where the folder of a run is to be, and what it is called. */
export interface RunFolderOptions {
  /** A folder to use, absent or empty; default: a new one in `base`. */
  readonly directory?: string | undefined;
  /** Default: `runs`. */
  readonly base?: string | undefined;
  /** End of a new folder's name. */
  readonly name: string;
  /** Beginning of a new folder's name; default: now. */
  readonly date?: Date | undefined;
}

/** 2026-03-09T14-05-30, in local time: sorts by time, and no file system minds it. */
function timestamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}-${two(date.getMinutes())}-${two(date.getSeconds())}`;
}

async function useDirectory(path: string): Promise<RunFolder> {
  const made = await writing(path, () => makeFolders(path));
  if (made.length === 0) {
    if (!(await writing(path, () => holdsNothing(path)))) {
      throw new RunFolderError(path, 'the folder is not empty; runs are never overwritten, choose another.');
    }
  }
  return {
    path,
    discard() {
      for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true });
      for (const folder of [...made].reverse()) if (readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

/**
 * Makes the folder of a run: the one named, or `runs/<time>-<name>`, with a number behind where that exists.
 *
 * @throws RunFolderError if it cannot be written, or if the one named is not empty
 */
export async function createRunFolder(options: RunFolderOptions): Promise<RunFolder> {
  const { directory, base = 'runs', name, date = new Date() } = options;
  if (directory !== undefined) return useDirectory(directory);
  await writing(base, () => makeFolders(base));
  for (let number = 1; ; number++) {
    const path = join(base, `${timestamp(date)}-${name}${number === 1 ? '' : `-${number}`}`);
    try {
      // Not recursive: it fails where another run has just made the same folder.
      await mkdir(path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw folderError(path, error);
    }
    return { path, discard: () => rmSync(path, { recursive: true, force: true }) };
  }
}

/**
 * Writes a file whole or not at all, making the folders above it.
 *
 * @throws RunFolderError if it cannot be written
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writing(path, async () => {
    await makeFolders(dirname(path));
    await replaceFile(path, content);
  });
}
