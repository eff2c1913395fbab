/**
 * The folder of many runs that belong together. The same command finds its folder again, as the name holds a checksum
 * of everything that the results depend on, and `group.json` in it says the same in full; so a command that was
 * stopped in any way goes on where it was.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolderError } from '@inkgrad/experiments';
import { lockRun, writeWhole } from '@inkgrad/experiments/node';
import { JsonError, parseJson } from '@inkgrad/nn/json';
import { makeFolders, removeEmptyFolders } from '@inkgrad/nn/node';
import { commandLine } from '../command-line.ts';

export type GroupKind = 'cv' | 'sweep' | 'ablate';

/** Everything that the results of a group depend on; plain JSON. */
export interface GroupIdentity {
  readonly kind: GroupKind;
  /** Name of the experiment. */
  readonly experiment: string;
  /** What was asked for, resolved: not how it is computed, such as jobs and threads, which change no bit. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly backend: string;
  /** MD5 of the data files, and what was done to the images. */
  readonly data: readonly string[];
}

/** What `group.json` holds. */
interface StoredGroup extends GroupIdentity {
  /** The command that made it; groups of older versions have none. */
  readonly command?: string;
}

export interface GroupFolder {
  readonly path: string;
  /** Gives the folder free. One that this command made and put no run into is taken away. */
  close(): Promise<void>;
}

const defaultBase = 'runs';
export const groupFile = 'group.json';
/** Of a run as well: there once all is done. */
export const resultFile = 'result.json';
/** Of the folder of a run, which is told by its files from that of a group. */
const kindNames: Readonly<Record<GroupKind, string>> = {
  cv: 'cross-validation',
  sweep: 'sweep',
  ablate: 'ablation',
};

/** JSON with sorted keys, so that equal values give equal texts. */
function sortedJson(value: unknown): string {
  const sorted = (_: string, each: unknown): unknown =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, sorted);
}

function defaultPath(identity: GroupIdentity): string {
  const checksum = createHash('sha256').update(sortedJson(identity)).digest('hex').slice(0, 8);
  return join(defaultBase, `${identity.kind}-${identity.experiment}-${checksum}`);
}

async function readGroup(path: string): Promise<StoredGroup> {
  const file = join(path, groupFile);
  let stored: unknown;
  try {
    stored = parseJson(await readFile(file));
  } catch (error) {
    const reason = error instanceof JsonError ? `: ${error.message.replace(/\.$/, '')}` : '';
    throw new RunFolderError(file, `cannot be read${reason}; choose another folder.`, { cause: error });
  }
  const { kind } = (stored ?? {}) as Partial<GroupIdentity>;
  if (typeof kind === 'string' && Object.hasOwn(kindNames, kind)) return stored as StoredGroup;
  throw new RunFolderError(file, 'does not say what this folder is of; choose another folder.');
}

/** For people: "a sweep of v1". */
export function groupTitle({ kind, experiment }: Pick<GroupIdentity, 'kind' | 'experiment'>): string {
  const name = kindNames[kind];
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name} of ${experiment}`;
}

/**
 * @returns undefined for a folder of something else
 * @throws RunFolderError if it is damaged
 */
export async function findGroup(path: string): Promise<StoredGroup | undefined> {
  return existsSync(join(path, groupFile)) ? readGroup(path) : undefined;
}

async function checkIdentity(path: string, identity: GroupIdentity): Promise<void> {
  const { kind, experiment, asked, backend, data } = await readGroup(path);
  if (sortedJson({ kind, experiment, asked, backend, data }) === sortedJson(identity)) return;
  const found = groupTitle({ kind, experiment });
  const sentence = `holds ${found} that was asked for with other settings, data or backend; choose another folder.`;
  throw new RunFolderError(path, sentence);
}

/**
 * Opens the folder, made now or continued, and locks it.
 * @param directory from the command line; default: by the identity, in `runs`
 * @throws RunFolderError if it cannot be written, holds something else, or is in use
 */
export async function openGroupFolder(identity: GroupIdentity, directory?: string): Promise<GroupFolder> {
  const path = directory ?? defaultPath(identity);
  const names = existsSync(path) ? await readdir(path) : [];
  const isKnown = names.includes(groupFile);
  // What a command that was killed in its first moments leaves.
  const others = names.filter((name) => !name.endsWith('.tmp') && !name.endsWith('.lock'));
  if (!isKnown && others.length > 0) {
    throw new RunFolderError(path, 'the folder is not empty, and holds nothing to continue; choose another.');
  }
  if (isKnown) await checkIdentity(path, identity);
  const made = await makeFolders(path);
  const lock = await lockRun(path);
  try {
    const stored: StoredGroup = { ...identity, command: commandLine() };
    if (!isKnown) await writeWhole(join(path, groupFile), `${JSON.stringify(stored, undefined, 2)}\n`);
  } catch (error) {
    await lock.release();
    await removeEmptyFolders(made);
    throw error;
  }
  return {
    path,
    async close() {
      if (made.length > 0 && !existsSync(join(path, 'runs'))) await rm(join(path, groupFile), { force: true });
      await lock.release();
      await removeEmptyFolders(made);
    },
  };
}
