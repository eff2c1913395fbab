/**
 * Makes a folder with those above it, one level at a time, and brings them to disk. Node's own recursive `mkdir` never
 * returns where the system denies that a folder it just looked into exists, as Linux does below /proc. Node only.
 */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncFolder } from './replace-file.ts';

/**
 * Makes a folder and those above it that are missing.
 * @returns the folders that were made, from the top down; none if the folder was there
 */
export async function makeFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = resolve(path); !(await exists(folder)); folder = dirname(folder)) missing.push(folder);
  const made: string[] = [];
  for (const folder of missing.reverse()) {
    try {
      await mkdir(folder);
      made.push(folder);
      await syncFolder(dirname(folder));
    } catch (error) {
      // Another process may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return made;
}

/** Removes folders that `makeFolders` made, unless something is in them by now. */
export async function removeEmptyFolders(made: readonly string[]): Promise<void> {
  for (const folder of [...made].reverse()) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** Whether there is a folder; a file in its place is an error of the system's. */
async function exists(folder: string): Promise<boolean> {
  try {
    const found = await stat(folder);
    if (found.isDirectory()) return true;
    throw Object.assign(new Error(`${folder} is a file`), { code: 'EEXIST' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
