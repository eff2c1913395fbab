/** How the cores of a machine are shared out: so many jobs at a time with so many threads each. */
import { availableParallelism } from 'node:os';
import { plural } from '@inkgrad/tensor/text';

export interface CoresAsked {
  /** `--jobs`: jobs at a time. */
  readonly jobs?: number | undefined;
  /** `--threads` of each. */
  readonly threads?: number | undefined;
  /** Jobs there are to do. */
  readonly count: number;
  readonly backend: string;
  /** Default: those of this machine. */
  readonly cores?: number | undefined;
}

export interface CoresShared {
  readonly workers: number;
  /** Of each worker; undefined for a backend that has none. */
  readonly threads: number | undefined;
  /** A sentence for stderr where the result is not simply what was asked for. */
  readonly note: string | undefined;
}

/**
 * Jobs × threads stays within the cores, unless both are said. Without either there are as many jobs as cores, with one
 * thread each: two trainings side by side are faster than one after the other with two threads. A GPU is one device,
 * so its jobs come one at a time unless more are said. Fewer jobs than places leave their cores to threads.
 */
export function shareCores({ jobs, threads, count, backend, cores = availableParallelism() }: CoresAsked): CoresShared {
  const places = Math.max(1, count);
  if (backend.startsWith('gpu')) return { workers: Math.min(jobs ?? 1, places), threads: undefined, note: undefined };
  if (jobs !== undefined && threads !== undefined) {
    const workers = Math.min(jobs, places);
    const note =
      workers * threads > cores
        ? `${plural(workers, 'job')} of ${plural(threads, 'thread')} on ${plural(cores, 'core')}: they wait for one another.`
        : undefined;
    return { workers, threads, note };
  }
  const most = threads === undefined ? cores : Math.max(1, Math.floor(cores / threads));
  const workers = Math.min(jobs ?? most, most, places);
  const note =
    jobs !== undefined && Math.min(jobs, places) > workers
      ? `${plural(workers, 'job')} at a time, as there are ${plural(cores, 'core')}; --threads 1 beside --jobs ${jobs} insists.`
      : undefined;
  return { workers, threads: threads ?? Math.max(1, Math.floor(cores / workers)), note };
}
