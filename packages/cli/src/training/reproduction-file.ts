/** `reproduce.json`: says of a folder that `reproduce` fills it, and with what, so that it can be continued. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Experiment, parseExperiment, RunFolderError } from '@inkgrad/experiments';
import { parseEnvironment, type RunEnvironment, writeWhole } from '@inkgrad/experiments/node';
import { JsonError, parseJson } from '@inkgrad/nn/json';

const format = 'inkgrad-reproduce';
const version = 1;
const fileName = 'reproduce.json';

export interface Reproduction {
  /** Resolved, of the published names. */
  readonly experiments: readonly Experiment[];
  /** In which it began. */
  readonly environment: RunEnvironment;
}

export async function writeReproduction(folder: string, reproduction: Reproduction): Promise<void> {
  await writeWhole(join(folder, fileName), `${JSON.stringify({ format, version, ...reproduction }, undefined, 2)}\n`);
}

/**
 * @returns undefined for a folder of something else
 * @throws RunFolderError if it is damaged
 */
export async function readReproduction(folder: string): Promise<Reproduction | undefined> {
  const path = join(folder, fileName);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return undefined;
  }
  try {
    const { format: found, experiments, environment: ran } = parseJson(bytes) as Reproduction & { format: string };
    const environment = parseEnvironment(ran);
    if (found !== format || environment === undefined) throw new Error('another format');
    return { experiments: experiments.map((each) => parseExperiment(each, path)), environment };
  } catch (error) {
    const reason = error instanceof JsonError ? `: ${error.message.replace(/\.$/, '')}` : '';
    throw new RunFolderError(path, `is damaged${reason}; it says what this folder is for.`, { cause: error });
  }
}
