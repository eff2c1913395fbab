/** Reads a data set of one's own: which reader, the path says. IDX files are read by who knows them. Node only. */
import { readdir, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { DataError } from '../../errors.ts';
import type { DataRequest, DataSet } from '../data-set.ts';
import { readCsv } from './csv.ts';
import { readImages } from './images.ts';
import { readNpyFolder, readNpz } from './numpy.ts';
import { unreadable } from './read-bytes.ts';

const ofFile: Readonly<Record<string, typeof readCsv>> = {
  '.csv': readCsv,
  '.tsv': readCsv,
  '.npz': readNpz,
};

/** Options that only some kinds of data have. */
function checkRequest(path: string, request: DataRequest, isTable: boolean, isImages: boolean): void {
  if (request.target !== undefined && !isTable) {
    throw new DataError(path, 'has no columns, so that no --target can be said; that is of CSV files.');
  }
  if (request.size !== undefined && !isImages) {
    throw new DataError(path, 'has no images to bring to a --size; that is of folders of images.');
  }
  if (request.kind === 'values' && isImages) {
    throw new DataError(
      path,
      'is a folder of images, whose targets are its classes; --kind values is of tables and arrays.',
    );
  }
}

/**
 * Reads a CSV file, a `.npz` file, a folder of `.npy` files or a folder of images.
 *
 * @throws DataError for what is none of them, or is not as it should be
 */
export async function readData(path: string, request: DataRequest = {}): Promise<DataSet> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const isFolder = found.isDirectory();
  const read = isFolder ? undefined : ofFile[extname(path).toLowerCase()];
  if (!isFolder && read === undefined) {
    throw new DataError(path, 'is no data set by its name; .csv, .tsv and .npz files are read, and folders.');
  }
  const hasArrays = isFolder && (await readdir(path)).some((name) => name.endsWith('.npy'));
  checkRequest(path, request, read === readCsv, isFolder && !hasArrays);
  const reader = read ?? (hasArrays ? readNpyFolder : readImages);
  return { ...(await reader(path, request)), folder: resolve(path) };
}
