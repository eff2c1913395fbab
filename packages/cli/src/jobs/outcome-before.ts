/** What commands before have made of a job, as its folder and the log of the group tell. */
import { existsSync } from 'node:fs';
import { RunFolderError } from '@inkgrad/experiments';
import { readRun, type StoredRun } from '@inkgrad/experiments/node';
import { type GroupLog, isLasting } from './group-log.ts';
import type { Job, JobOutcome } from './job.ts';

async function storedRun(directory: string): Promise<StoredRun | undefined> {
  try {
    return await readRun(directory);
  } catch (error) {
    // A run that was killed before its first file, or damaged: recording it again goes on, or says what is wrong.
    if (error instanceof RunFolderError) return undefined;
    throw error;
  }
}

function outcomeOf(job: Job, directory: string, run: StoredRun | undefined): JobOutcome | undefined {
  const { result, failure } = run ?? {};
  if (result !== undefined) return { status: 'done', job, directory, result, reused: true };
  if (failure === undefined) return undefined;
  return { status: 'failed', job, directory, failure: { kind: 'numeric', message: failure.message } };
}

/** @returns undefined for a job that is to be done */
export async function outcomeBefore(job: Job, directory: string, log: GroupLog): Promise<JobOutcome | undefined> {
  const line = log.of(job.id);
  if (line?.failure !== undefined && isLasting(line.failure)) {
    return { status: 'failed', job, directory, failure: line.failure };
  }
  const run = existsSync(directory) ? await storedRun(directory) : undefined;
  const outcome = outcomeOf(job, directory, run);
  // The command may have been killed between the run's last file and its line.
  if (outcome !== undefined && line?.status !== outcome.status) await log.add(outcome);
  return outcome;
}
