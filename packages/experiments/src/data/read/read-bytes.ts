/** Reads one file of data into memory, with its MD5, or says in a sentence why not. Node only. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DataError } from '../../errors.ts';
import type { DataFile } from '../data-set.ts';

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder.',
  EISDIR: 'is a folder, expected a file.',
  EACCES: 'may not be read (permission denied).',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB, too large to be read as a whole.',
};

/** For errors of the file system. */
export function unreadable(path: string, error: unknown): DataError {
  const code = String((error as NodeJS.ErrnoException).code ?? error);
  return new DataError(path, sentences[code] ?? `cannot be read (${code}).`, {}, { cause: error });
}

/** @throws DataError for a file that cannot be read, or is empty */
export async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (bytes.length === 0) throw new DataError(path, 'the file is empty.');
  return bytes;
}

export function describeFile(path: string, bytes: Uint8Array): DataFile {
  const md5 = createHash('md5').update(bytes).digest('hex');
  return { path, bytes: bytes.length, md5, canonical: false };
}
