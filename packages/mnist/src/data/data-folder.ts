/**
 * The four files of a data set in a folder. Folders and the system's own files may stand beside them; of two sets one has
 * to be named, and nothing is mixed. Reads no contents. Node only.
 */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { DataError } from '@inkgrad/experiments';
import { type FileName, readFileName } from './file-name.ts';
import { canonicalFiles, type MnistRole } from './mnist-data.ts';

export const roles: readonly MnistRole[] = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

interface Candidate extends FileName {
  readonly path: string;
}

export interface FoundFiles {
  /** What stands before the names: `emnist-digits`; empty for MNIST's own names. */
  readonly set: string;
  readonly paths: Readonly<Record<MnistRole, string>>;
  /** Files of other names for the same; they may be used only if they hold the same. */
  readonly others: Readonly<Record<MnistRole, readonly string[]>>;
}

/** How far below a folder a data set is looked for, to tell where it is. */
const mostDepth = 3;
const mostShown = 4;

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Links count as what they lead to; one that leads nowhere is nothing. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  const followed = await stat(path).catch(() => undefined);
  return followed?.isFile() ? 'file' : followed?.isDirectory() ? 'folder' : undefined;
}

/**
 * Files whose names are of a data set. A folder of such a name is looked into where no file has the role: some programs
 * unpack `train-images-idx3-ubyte.gz` into a folder that is called as the file in it.
 */
async function candidatesIn(folder: string): Promise<Candidate[]> {
  const files: Candidate[] = [];
  const folders: Candidate[] = [];
  for (const entry of await entriesOf(folder)) {
    const read = readFileName(entry.name);
    if (read === undefined) continue;
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === 'file') files.push({ ...read, path });
    if (kind === 'folder') folders.push({ ...read, path });
  }
  const missing = folders.filter(({ role, set }) => !files.some((file) => file.role === role && file.set === set));
  for (const { role, set, path } of missing) {
    for (const entry of await entriesOf(path)) {
      const inner = readFileName(entry.name);
      const innerPath = join(path, entry.name);
      if (inner?.role !== role || inner.set !== set || (await kindOf(entry, innerPath)) !== 'file') continue;
      files.push({ ...inner, path: innerPath });
    }
  }
  return files;
}

function setsOf(candidates: readonly Candidate[]): string[] {
  return [...new Set(candidates.map(({ set }) => set))].sort();
}

function isWhole(candidates: readonly Candidate[], set: string): boolean {
  return roles.every((role) => candidates.some((candidate) => candidate.role === role && candidate.set === set));
}

/** The nearest folder below that holds a whole data set, relative; undefined where none does. */
async function folderBelow(folder: string): Promise<string | undefined> {
  let level = [folder];
  for (let depth = 0; depth < mostDepth; depth++) {
    const next: string[] = [];
    for (const parent of level) {
      for (const entry of await entriesOf(parent).catch(() => [])) {
        if (entry.isDirectory()) next.push(join(parent, entry.name));
      }
    }
    for (const each of next) {
      const candidates = await candidatesIn(each).catch(() => []);
      if (setsOf(candidates).some((set) => isWhole(candidates, set))) return relative(folder, each);
    }
    level = next;
  }
  return undefined;
}

async function missingFile(folder: string, set: string, role: MnistRole): Promise<DataError> {
  const name = canonicalFiles[role].name;
  const expected = set === '' ? name : `${set}-${name.replace('t10k', 'test')}`;
  const below = await folderBelow(folder);
  const names = (await entriesOf(folder)).map((entry) => entry.name);
  const more = names.length > mostShown ? `, and ${names.length - mostShown} more` : '';
  const there = names.length === 0 ? 'it is empty' : `it has ${names.slice(0, mostShown).join(', ')}${more}`;
  const hint = below === undefined ? there : `${join(folder, below)} holds a data set, name that folder`;
  const sentence = `holds no ${expected}, plain or gzipped; ${hint}.`;
  return new DataError(folder, sentence, { expected, found: 'none' });
}

/** The folder, and the set in it that the path names: `gzip/emnist-digits` is a set in `gzip` if it is no folder. */
async function openFolder(path: string): Promise<{ folder: string; candidates: Candidate[]; set: string | undefined }> {
  try {
    return { folder: path, candidates: await candidatesIn(path), set: undefined };
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const set = basename(path).toLowerCase();
    const beside = code === 'ENOENT' ? await candidatesIn(dirname(path)).catch(() => []) : [];
    if (set !== '' && setsOf(beside).includes(set)) return { folder: dirname(path), candidates: beside, set };
    const sentences: Record<string, string> = {
      ENOENT: 'no such folder; it should hold the four IDX files of the data set.',
      ENOTDIR: 'not a folder; name the folder that holds the four IDX files.',
      EACCES: 'the folder may not be read (permission denied).',
    };
    throw new DataError(path, sentences[code] ?? `the folder cannot be read (${code}).`, {}, { cause: error });
  }
}

/** Unpacked before packed, then by name; of one file packed and unpacked only the first. */
function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => Number(a.isZipped) - Number(b.isZipped) || (a.path < b.path ? -1 : 1));
  return sorted.filter(({ stem }, at) => sorted.findIndex((other) => other.stem === stem) === at);
}

/**
 * Finds the files of a data set.
 *
 * @param path a folder, or a folder with the beginning of the names of one of the sets in it: `gzip/emnist-digits`
 * @throws DataError that names what is missing, or the sets of which one has to be chosen
 */
export async function findFiles(path: string): Promise<FoundFiles> {
  const { folder, candidates, set: named } = await openFolder(path);
  const sets = setsOf(candidates);
  if (named === undefined && sets.length > 1) {
    const names = candidates.map((candidate) => relative(folder, candidate.path));
    const titles = sets.map((each) => (each === '' ? 'MNIST by its names' : each)).join(', ');
    const example = join(folder, sets.find((each) => each !== '')!);
    const sentence = `holds more than one data set (${titles}); name one, as in ${example}, or keep each in a folder of its own.`;
    throw new DataError(folder, sentence, { expected: 'one data set', found: names.join(', ') });
  }
  const set = named ?? sets[0] ?? '';
  const paths: Partial<Record<MnistRole, string>> = {};
  const others: Partial<Record<MnistRole, readonly string[]>> = {};
  for (const role of roles) {
    const [first, ...rest] = inOrder(candidates.filter((each) => each.role === role && each.set === set));
    if (first === undefined) throw await missingFile(folder, set, role);
    paths[role] = first.path;
    others[role] = rest.map((each) => each.path);
  }
  return { set, paths: paths as FoundFiles['paths'], others: others as FoundFiles['others'] };
}
