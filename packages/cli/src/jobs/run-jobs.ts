/**
 * Runs jobs on a pool of worker threads, each job a record of its own in `<directory>/runs/<id>`. A job that fails, or
 * whose worker dies, is an outcome like any other, and the rest go on; only what would fail every job (a backend, the
 * data, the disk) ends them all. After Ctrl-C workers stop behind the steps under way.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSet } from '@inkgrad/experiments';
import { type ErrorKind, InkgradError } from '@inkgrad/tensor';
import workerpool from 'workerpool';
import type { Job, JobAnswer, JobNews, JobOutcome } from './job.ts';
import type { JobsProgress } from './progress.ts';
import { shareData } from './share-data.ts';
import type { WorkerSettings } from './worker.ts';

export interface RunJobsOptions {
  /** Jobs at a time. */
  readonly workers: number;
  /** Of each; undefined for a backend that has none. */
  readonly threads: number | undefined;
  readonly backend: string;
  readonly data: DataSet;
  /** Version of inkgrad. */
  readonly version: string;
  /** The folder of the group. */
  readonly directory: string;
  readonly progress: JobsProgress;
  /** Aborts once workers are to stop. */
  readonly signal: AbortSignal;
  /** Told as soon as a job has its outcome; the next of that worker waits. */
  readonly onOutcome?: (outcome: JobOutcome) => Promise<void>;
  /** What a worker runs; tests give their own. */
  readonly workerFile?: string;
}

const trainingWorker = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Kinds of errors that the next job would have too. */
const ofAllJobs: readonly ErrorKind[] = ['backend', 'data', 'io'];

/** @returns an outcome for each job, in their order */
export async function runJobs(jobs: readonly Job[], options: RunJobsOptions): Promise<JobOutcome[]> {
  const { progress, signal, directory, onOutcome } = options;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const stopWorkers = (): void => {
    Atomics.store(stop, 0, 1);
  };
  if (signal.aborted) stopWorkers();
  signal.addEventListener('abort', stopWorkers);
  const { backend, threads, version } = options;
  const settings: WorkerSettings = { data: shareData(options.data), backend, threads, version, stop };
  const pool = workerpool.pool(options.workerFile ?? trainingWorker, {
    workerType: 'thread',
    maxWorkers: options.workers,
    workerThreadOpts: { workerData: settings },
  });

  const ask = async (job: Job, folder: string, lane: number): Promise<JobAnswer> => {
    const on = (news: JobNews): void => {
      if ('notice' in news) progress.says(`${job.title}: ${news.notice}`);
      else progress.moves(lane, news.position);
    };
    try {
      return await pool.exec('run', [job, folder], { on });
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0]!.trim().replace(/\.$/, '');
      return { status: 'failed', failure: { kind: 'internal', message: `its worker ended: ${reason}.` } };
    }
  };

  const outcomes = new Array<JobOutcome>(jobs.length);
  const perform = async (job: Job, lane: number): Promise<JobOutcome> => {
    const folder = join(directory, 'runs', job.id);
    if (Atomics.load(stop, 0) === 1) return { status: 'interrupted', job, directory: folder };
    progress.begins(lane, job);
    const outcome: JobOutcome = { ...(await ask(job, folder, lane)), job, directory: folder };
    if (outcome.status === 'failed' && ofAllJobs.includes(outcome.failure.kind)) {
      throw new InkgradError(outcome.failure.kind, outcome.failure.message);
    }
    await onOutcome?.(outcome);
    progress.ends(lane, outcome);
    return outcome;
  };
  const waiting = jobs.entries();
  /** One job after the other; there are as many lanes as workers. */
  const run = async (lane: number): Promise<void> => {
    try {
      for (const [index, job] of waiting) outcomes[index] = await perform(job, lane);
    } catch (error) {
      stopWorkers();
      throw error;
    }
  };
  try {
    const lanes = await Promise.allSettled(Array.from({ length: options.workers }, (_, lane) => run(lane)));
    for (const each of lanes) if (each.status === 'rejected') throw each.reason;
    return outcomes;
  } finally {
    signal.removeEventListener('abort', stopWorkers);
    progress.stop();
    await pool.terminate();
  }
}
