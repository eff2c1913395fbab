/** What commands before have made of a job, as its folder and the log of the group tell. */
import { existsSync } from 'node:fs';
import { RunFolderError, type RunResult } from '@inkgrad/mnist';
import { readRun } from '@inkgrad/mnist/node';
import type { ErrorKind } from '@inkgrad/tensor';
import type { GroupLog } from './group-log.ts';
import type { Job, JobOutcome } from './job.ts';

/** Errors that would come again: a job that had one is not tried again. */
const lasting: readonly ErrorKind[] = ['numeric', 'usage'];

async function storedResult(directory: string): Promise<RunResult | undefined> {
  try {
    return (await readRun(directory)).result;
  } catch (error) {
    // A run that was killed before its first file, or damaged: recording it again goes on, or says what is wrong.
    if (error instanceof RunFolderError) return undefined;
    throw error;
  }
}

/** @returns undefined for a job that is to be done */
export async function outcomeBefore(job: Job, directory: string, log: GroupLog): Promise<JobOutcome | undefined> {
  const line = log.of(job.id);
  if (line?.failure !== undefined && lasting.includes(line.failure.kind)) {
    return { status: 'failed', job, directory, failure: line.failure };
  }
  const result = existsSync(directory) ? await storedResult(directory) : undefined;
  if (result === undefined) return undefined;
  const outcome: JobOutcome = { status: 'done', job, directory, result, reused: true };
  // The command may have been killed between the run's last file and its line.
  if (line?.status !== 'done') await log.add(outcome);
  return outcome;
}
