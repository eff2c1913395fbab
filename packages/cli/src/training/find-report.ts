/**
 * Where the report of a finished run is: in its folder, or, of a run that belongs to others, in theirs; and what draws it
 * again where it is missing.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { groupFile, resultFile } from '../jobs/group-folder.ts';
import { type Reproduction, readReproduction } from './reproduction-file.ts';

export const reportFile = 'report.html';

export interface ReportPlace {
  readonly path: string;
  readonly isThere: boolean;
  /** The folder whose `resume` draws it; undefined where only the command of the group does. */
  readonly resumed: string | undefined;
}

/** The folder of the group that a run is in, as it is named when the run is: `sweep` of `sweep/runs/id`. */
function groupOf(directory: string): string | undefined {
  const runs = dirname(directory);
  const group = dirname(runs);
  return basename(resolve(runs)) === 'runs' && existsSync(join(group, groupFile)) ? group : undefined;
}

/** Whether a folder has the result of each of its runs. */
function hasAll(folder: string, { experiments }: Reproduction): boolean {
  return experiments.every(({ name }) => existsSync(join(folder, name, resultFile)));
}

/**
 * @param directory of a finished run
 * @returns undefined where none is due yet: others of its group are not finished
 */
export async function findReport(directory: string): Promise<ReportPlace | undefined> {
  const place = (folder: string, resumed: string | undefined): ReportPlace => {
    const path = join(folder, reportFile);
    return { path, isThere: existsSync(path), resumed };
  };
  const own = place(directory, directory);
  if (own.isThere) return own;
  const group = groupOf(directory);
  if (group !== undefined) return existsSync(join(group, resultFile)) ? place(group, undefined) : undefined;
  const parent = dirname(directory);
  const reproduction = await readReproduction(parent).catch(() => undefined);
  if (reproduction === undefined) return own;
  return hasAll(parent, reproduction) ? place(parent, parent) : undefined;
}
