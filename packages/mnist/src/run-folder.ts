/**
 * The folder of a run: made new and never overwriting one, with files that are whole or absent (written beside their
 * place, brought to disk, renamed). What it holds besides the report is written here. Node only.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sequential } from '@inkgrad/nn';
import { makeFolders, removeEmptyFolders, replaceFile, saveModel } from '@inkgrad/nn/node';
import type { RunEnvironment } from './environment.ts';
import { RunFolderError } from './errors.ts';
import type { RunResult } from './run-result.ts';
import { experimentFile } from './trained-model.ts';

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

/** Runs what writes to `path`, with the system's errors as sentences. */
async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw folderError(path, error);
  }
}

export interface RunFolder {
  readonly path: string;
  /** Removes the folder with all that is in it, for a run that failed. An empty folder that was there is left. */
  discard(): Promise<void>;
}

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
    const names = await writing(path, () => readdir(path));
    if (names.length > 0) {
      throw new RunFolderError(path, 'the folder is not empty; runs are never overwritten, choose another.');
    }
  }
  return {
    path,
    async discard() {
      for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true });
      await removeEmptyFolders(made);
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
    return { path, discard: () => rm(path, { recursive: true, force: true }) };
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

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

export interface RunRecord {
  readonly result: RunResult;
  readonly environment: RunEnvironment;
  /** The trained model. */
  readonly model: Sequential;
}

/**
 * Writes a run's record into its folder: `config.json` (resolved, can be run again), `environment.json`,
 * `history.json` (the same bytes for every run of one seed on one backend), `result.json` and `model/`.
 *
 * @returns where the model is, for `loadModel`
 * @throws RunFolderError if something cannot be written
 */
export async function writeRun(folder: string, record: RunRecord): Promise<{ modelDirectory: string }> {
  const { result, environment, model } = record;
  const modelDirectory = join(folder, 'model');
  await writeWhole(join(folder, 'config.json'), json(result.config));
  await writeWhole(join(folder, 'environment.json'), json(environment));
  await writeWhole(join(folder, 'history.json'), json(result.history));
  await writeWhole(join(folder, 'result.json'), json(result));
  // Before the model itself: a folder that has a model knows how its images are prepared.
  await writeWhole(join(modelDirectory, experimentFile), json(result.config));
  await writing(modelDirectory, () => saveModel(modelDirectory, model));
  return { modelDirectory };
}
