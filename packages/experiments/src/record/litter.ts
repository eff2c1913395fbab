/** What a process leaves in a run's folder that ends while it works there: its claim, and files it was writing. Node only. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const claim = /^running-\d+-[0-9a-f]{8}\.lock$/;
const unfinished = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** The name of a process's claim to a folder. */
export function claimName(pid: number, unique: string): string {
  return `running-${pid}-${unique.slice(0, 8)}.lock`;
}

export function isClaim(name: string): boolean {
  return claim.test(name);
}

/** Whether nothing is in a folder but what a process leaves that ended before its record began. */
export async function holdsNothing(directory: string): Promise<boolean> {
  return (await readdir(directory)).every((name) => isClaim(name) || unfinished.test(name));
}

/**
 * Removes files that were being written, if there is such a folder. Only for who has the lock of the run; claims in the
 * making are left.
 */
export async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (!unfinished.test(name) || isClaim(name.replace(unfinished, ''))) continue;
    await rm(join(directory, name), { force: true });
  }
}
