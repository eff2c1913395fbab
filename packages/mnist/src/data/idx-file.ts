/** Reads a file that may be gzipped, whatever its name says, into memory, with its MD5. Knows nothing of IDX. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DataError } from '@inkgrad/experiments';
import { isGzip } from './idx.ts';

/** A guard against files that unzip to far more than any data set of 28×28 images: 1 GiB. */
const mostUnzippedBytes = 2 ** 30;

export interface UnzippedFile {
  /** Unzipped contents. */
  readonly bytes: Uint8Array;
  /** Of the unzipped contents, in hexadecimal. */
  readonly md5: string;
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    const sentences: Record<string, string> = {
      ENOENT: 'no such file.',
      EISDIR: 'is a folder, expected a file.',
      EACCES: 'may not be read (permission denied).',
      ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB, too large for an MNIST file.',
    };
    throw new DataError(path, sentences[code] ?? `cannot be read (${code}).`, {}, { cause: error });
  }
}

function unzip(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnzippedBytes });
  } catch (error) {
    const code = codeOf(error);
    const sentences: Record<string, string> = {
      Z_BUF_ERROR: 'the gzip stream is truncated',
      ERR_BUFFER_TOO_LARGE: 'unzips to more than 1 GiB',
    };
    const reason = sentences[code] ?? `the gzip stream is damaged (${error instanceof Error ? error.message : code})`;
    throw new DataError(path, `${reason}; fetch the file again.`, {}, { cause: error });
  }
}

/**
 * Reads a plain or gzipped file; gzip is recognized by its contents, not by the name.
 *
 * @throws DataError if the file is absent, unreadable, or damaged gzip
 */
export async function readUnzipped(path: string): Promise<UnzippedFile> {
  const raw = await read(path);
  const bytes = isGzip(raw) ? unzip(raw, path) : raw;
  return { bytes, md5: createHash('md5').update(bytes).digest('hex') };
}
