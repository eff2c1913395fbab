/** Brings an input's files into a folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FuzzInput } from './target.ts';

async function writeFiles(folder: string, files: FuzzInput['files']): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    if (name.endsWith('/')) await mkdir(path, { recursive: true });
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
  }
}

/** Lends a folder with the files in it, and removes it. */
export async function withFiles<T>(
  base: string,
  files: FuzzInput['files'],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(base, 'files-'));
  try {
    await writeFiles(folder, files);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
