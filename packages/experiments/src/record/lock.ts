/**
 * One process at a time in a run's folder. Each that wants it puts down a claim, a file of a name that no other has, and
 * then looks for claims of others: of two, at least the later one sees the other and withdraws. Claims of processes that
 * are gone are removed by whoever finds them, which can remove no other, as names are never used again. Node only.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RunFolderError } from '../errors.ts';
import { claimName, isClaim } from './litter.ts';
import { mayRun, type ProcessIdentity, thisProcess } from './process-identity.ts';
import { writing } from './run-folder.ts';

/** Two that start at once may both withdraw; then both try again, after a while that chance keeps apart. */
const attempts = 4;
const pauseMilliseconds = 40;

/** A folder that no other process writes meanwhile. */
export interface Lock {
  /** Lets others write. */
  release(): Promise<void>;
}

interface Claim extends ProcessIdentity {
  readonly file: string;
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    const { pid, host, started } = JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
    return { pid, host, started, file: path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RunFolderError(path, 'cannot be read; it says which process works in this folder. Remove it if none.', {
      cause: error,
    });
  }
}

/** The claim of a process that may still run, other than `own`. */
async function claimOfAnother(directory: string, own: string | undefined, remove: boolean): Promise<Claim | undefined> {
  for (const name of await readdir(directory)) {
    if (!isClaim(name) || name === own) continue;
    const claim = await readClaim(join(directory, name));
    if (claim === undefined) continue;
    if (await mayRun(claim)) return claim;
    if (remove) await rm(claim.file, { force: true });
  }
  return undefined;
}

/** Whether a process works in the folder now. */
export async function isLocked(directory: string): Promise<boolean> {
  return (await claimOfAnother(directory, undefined, false)) !== undefined;
}

/**
 * Keeps a run's folder for this caller until `release`.
 * @throws RunFolderError if another has it
 */
export async function lockRun(directory: string): Promise<Lock> {
  const identity = await thisProcess();
  for (let attempt = 1; ; attempt++) {
    const name = claimName(identity.pid, randomUUID());
    const path = join(directory, name);
    await writing(path, async () => {
      // Whole as soon as it has its name.
      const temporary = `${path}.${randomUUID()}.tmp`;
      await writeFile(temporary, `${JSON.stringify(identity)}\n`, { flag: 'wx' });
      await rename(temporary, path);
    });
    const release = (): Promise<void> => rm(path, { force: true });
    let other: Claim | undefined;
    try {
      other = await claimOfAnother(directory, name, true);
    } catch (error) {
      await release();
      throw error;
    }
    if (other === undefined) return { release };
    await release();
    if (attempt === attempts) {
      const { pid, host, file } = other;
      const where = host === identity.host ? `process ${pid}` : `process ${pid} on ${host}`;
      throw new RunFolderError(
        directory,
        `${where} works in this folder; wait for it to end, or remove ${file} if there is no such process.`,
      );
    }
    await setTimeout(pauseMilliseconds * (1 + Math.random()));
  }
}
