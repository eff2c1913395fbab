/**
 * The folder that a training command fills: made before training begins, so that one that cannot be written is known
 * then, and taken away again if nothing came of it.
 */
import { constants, rmdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunFolderError } from '@inkgrad/experiments';
import { createRunFolder, holdsCheckpoint, listRuns } from '@inkgrad/experiments/node';
import { formatCounted } from '../terminal/format.ts';
import { readReproduction } from './reproduction-file.ts';

const defaultBase = 'runs';

export interface TrainingFolder {
  readonly path: string;
  /**
   * Removes the folder unless an epoch was done in it. Not asynchronous, so that a process that is ending can call it.
   * @returns whether an epoch was done in a folder that this command made
   */
  discardIfEmpty(): boolean;
}

/** @throws RunFolderError if the folder holds runs that can be continued */
async function refuseInterrupted(path: string): Promise<void> {
  const [run] = await listRuns(path, () => {}).catch(() => []);
  const isItself = run !== undefined && resolve(run.directory) === resolve(path);
  if (isItself ? run.status !== 'interrupted' : (await readReproduction(path)) === undefined) return;
  const where = isItself
    ? `a run that was interrupted after ${run.epochsDone} of ${formatCounted(run.experiment.epochs, 'epoch')}`
    : 'a reproduce';
  throw new RunFolderError(path, `holds ${where}; "inkgrad resume ${path}" continues it, or choose another folder.`);
}

/** Whether it may be removed on the way out is not known where the system says no; then it stays. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}

/**
 * @param directory from the command line; default: a new one in `runs`, named by time and `name`
 * @throws RunFolderError if it cannot be written or is not empty
 */
export async function makeTrainingFolder(directory: string | undefined, name: string): Promise<TrainingFolder> {
  if (directory !== undefined) await refuseInterrupted(directory);
  const folder = await createRunFolder({ directory, base: defaultBase, name });
  try {
    // An empty folder that was there already may be one that only others may write.
    await access(folder.path, constants.W_OK);
  } catch (error) {
    throw new RunFolderError(folder.path, 'cannot be written: permission denied.', { cause: error });
  }
  return {
    path: folder.path,
    discardIfEmpty() {
      if (holdsCheckpoint(folder.path)) return true;
      quietly(() => folder.discard());
      // Where this command made the base too; it stays if other runs are in it.
      if (directory === undefined) quietly(() => rmdirSync(defaultBase));
      return false;
    },
  };
}

/** A folder with a record that is continued: it stays, whatever comes of it. */
export function recordedFolder(path: string): TrainingFolder {
  return { path, discardIfEmpty: () => false };
}
