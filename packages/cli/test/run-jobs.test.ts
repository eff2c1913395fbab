/** The pool: what becomes of jobs that fail, of workers that die, and of jobs after Ctrl-C. Nothing is trained. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mnistForm, type PictureData } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import type { Job, JobOutcome } from '../src/jobs/job.ts';
import type { JobsProgress } from '../src/jobs/progress.ts';
import { runJobs } from '../src/jobs/run-jobs.ts';

const workerFile = fileURLToPath(new URL('./support/fake-worker.mjs', import.meta.url));
const split = { inputs: new Uint8Array(784), labels: new Uint8Array(1), count: 1 };
const data: PictureData = {
  ...mnistForm,
  train: split,
  test: split,
  source: 'nowhere',
  files: [],
  orientation: { transposed: false, inverted: false },
  notices: [],
};

const job = (title: string, index: number): Job => ({
  id: `job-${index}`,
  title,
  experiment: experiments.v1,
  split: { kind: 'test' },
  diagnose: false,
});

async function run(
  titles: readonly string[],
  change: Partial<Parameters<typeof runJobs>[1]> = {},
): Promise<{ outcomes: JobOutcome[]; told: string[]; notices: string[] }> {
  const told: string[] = [];
  const notices: string[] = [];
  const progress: JobsProgress = {
    begins: (lane, { id }) => told.push(`${id} begins in ${lane}`),
    moves: (_, { epoch, step }) => told.push(`epoch ${epoch} step ${step}`),
    ends: (_, { status, job: { id } }) => told.push(`${id} ${status}`),
    says: (text) => notices.push(text),
    stop: () => told.push('stop'),
  };
  const outcomes = await runJobs(titles.map(job), {
    ...{ workers: 2, threads: 3, backend: 'wasm', data, version: '0', directory: '/group', progress, workerFile },
    signal: new AbortController().signal,
    ...change,
  });
  return { outcomes, told, notices };
}

describe('runJobs', () => {
  it('gives the outcomes in the order of the jobs, with their folders, and tells of progress', async () => {
    const { outcomes, told, notices } = await run(['a', 'b', 'c', 'd', 'e'], { workers: 1 });
    const directories = outcomes.map(({ directory }) => directory);
    expect(directories).toEqual([0, 1, 2, 3, 4].map((index) => join('/group', 'runs', `job-${index}`)));
    expect(outcomes.map((outcome) => outcome.status === 'done' && outcome.result)).toEqual(
      directories.map((directory) => ({ directory })),
    );
    expect(told.slice(0, 3)).toEqual(['job-0 begins in 0', 'epoch 1 step 1', 'job-0 done']);
    expect(told.at(-1)).toBe('stop');
    // One worker keeps its thread for all its jobs.
    expect(new Set(notices.map((text) => text.replace(/^.: /, ''))).size).toBe(1);
    expect(notices[0]).toMatch(/^a: thread \d+ of 3$/);
  });

  it.each([
    ['exit', /^its worker ended: .*\.$/],
    ['throwLater', /^its worker ended: .*nobody caught this\.$/],
  ])('goes on with a new worker after one that died (%s)', async (death, message) => {
    for (const workers of [1, 2]) {
      const { outcomes } = await run(['a', death, 'b', death, 'c', 'd'], { workers });
      expect(outcomes.map(({ status }) => status)).toEqual(['done', 'failed', 'done', 'failed', 'done', 'done']);
      expect(outcomes[1]).toMatchObject({ failure: { kind: 'internal', message: expect.stringMatching(message) } });
    }
  });

  it('takes a job that fails for an outcome like others', async () => {
    const { outcomes } = await run(['numeric', 'a', 'numeric', 'b']);
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'done', 'failed', 'done']);
  });

  it('ends all jobs where the next would fail too', async () => {
    const seen: string[] = [];
    const ended = run(['untilStopped', 'io', 'a', 'b'], {
      onOutcome: async (outcome) => void seen.push(outcome.job.title),
    });
    await expect(ended).rejects.toMatchObject({ kind: 'io', message: 'a failure of kind io.' });
    // The one beside it came to rest first; none was begun after it.
    expect(seen).toEqual(['untilStopped']);
  });

  it('stops what is under way when the signal aborts, and begins nothing more', async () => {
    const controller = new AbortController();
    const { outcomes, told } = await run(['a', 'untilStopped', 'untilStopped', 'b', 'c'], {
      signal: controller.signal,
      onOutcome: async () => void setTimeout(() => controller.abort(), 50),
    });
    expect(outcomes.map(({ status }) => status)).toEqual(['done', ...Array(4).fill('interrupted')]);
    expect(told.filter((text) => text.includes('begins'))).toHaveLength(3);
  });

  it('begins nothing where the signal was aborted before', async () => {
    const { outcomes, told } = await run(['a', 'b'], { signal: AbortSignal.abort() });
    expect(outcomes.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
    expect(told).toEqual(['stop']);
  });

  it('ends all jobs where an outcome cannot be written', async () => {
    const full = new Error('no space');
    const ended = run(['a', 'b', 'c'], { onOutcome: () => Promise.reject(full) });
    await expect(ended).rejects.toBe(full);
  });
});
