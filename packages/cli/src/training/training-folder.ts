/**
 * The folder that a training command fills: made before training begins, so that one that cannot be written is known
 * then, and taken away again by a command that fails.
 */
import { constants } from 'node:fs';
import { access, rmdir } from 'node:fs/promises';
import { RunFolderError } from '@inkgrad/mnist';
import { createRunFolder } from '@inkgrad/mnist/node';

const defaultBase = 'runs';

export interface TrainingFolder {
  readonly path: string;
  discard(): Promise<void>;
}

/**
 * @param directory from the command line; default: a new one in `runs`, named by time and `name`
 * @throws RunFolderError if it cannot be written or is not empty
 */
export async function makeTrainingFolder(directory: string | undefined, name: string): Promise<TrainingFolder> {
  const folder = await createRunFolder({ directory, base: defaultBase, name });
  try {
    // An empty folder that was there already may be one that only others may write.
    await access(folder.path, constants.W_OK);
  } catch (error) {
    throw new RunFolderError(folder.path, 'cannot be written: permission denied.', { cause: error });
  }
  return {
    path: folder.path,
    async discard() {
      await folder.discard();
      // Where this command made the base too; it stays if other runs are in it.
      if (directory === undefined) await rmdir(defaultBase).catch(() => {});
    },
  };
}
