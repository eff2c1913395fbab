/**
 * A worker of the pool, run as a thread and not imported: it opens its own device, keeps the uploaded data for all its
 * jobs, and makes the record of each. Errors become answers, so that a job that fails leaves the worker to the next.
 * A thread and not a process: it ends with the command, whatever ends that, and holds no lock of a run after it.
 */
import { workerData } from 'node:worker_threads';
import { type DataSet, DataUploads, type RunProgress } from '@inkgrad/experiments';
import { describeEnvironment, recordRun } from '@inkgrad/experiments/node';
import { type Device, isInkgradError } from '@inkgrad/tensor';
import workerpool from 'workerpool';
import { openBackend } from '../backends/open-backend.ts';
import { describeFailure } from '../failure.ts';
import type { Job, JobAnswer, JobFailure, JobNews, JobPosition } from './job.ts';

/** What every worker of a pool is started with. */
export interface WorkerSettings {
  readonly data: DataSet;
  readonly backend: string;
  readonly threads: number | undefined;
  /** Version of inkgrad. */
  readonly version: string;
  /** One number that is 1 once workers are to stop. */
  readonly stop: Int32Array;
}

/** Often enough for the eye. */
const tellMilliseconds = 100;

const settings = workerData as WorkerSettings;
const { data, stop } = settings;
const isStopped = (): boolean => Atomics.load(stop, 0) === 1;

interface Engine {
  readonly device: Device;
  /** For all jobs of this worker. */
  readonly uploads: DataUploads;
}

let engine: Promise<Engine> | undefined;

async function openEngine(): Promise<Engine> {
  const device = await openBackend(settings.backend, settings.threads);
  return { device, uploads: new DataUploads(device, data) };
}

function tell(news: JobNews): void {
  workerpool.workerEmit(news);
}

function positionOf(progress: RunProgress): JobPosition {
  const { type, epochs } = progress;
  if (type === 'epochBegin') return { epoch: progress.epoch, epochs, step: 0, steps: 1 };
  if (type === 'epochEnd') return { epoch: progress.result.epoch, epochs, step: 1, steps: 1 };
  const { epoch, step, steps } = progress;
  return { epoch, epochs, step, steps };
}

function failureOf(error: unknown): JobFailure {
  const system = error instanceof Error && 'syscall' in error;
  const kind = isInkgradError(error) ? error.kind : system ? 'io' : 'internal';
  return { kind, message: describeFailure(error).message };
}

async function run(job: Job, directory: string): Promise<JobAnswer> {
  if (isStopped()) return { status: 'interrupted' };
  let toldAt = Number.NEGATIVE_INFINITY;
  const onProgress = (progress: RunProgress): void => {
    const now = performance.now();
    if (now - toldAt < tellMilliseconds) return;
    toldAt = now;
    tell({ position: positionOf(progress) });
  };
  const { experiment, split, diagnose } = job;
  try {
    engine ??= openEngine();
    const { device, uploads } = await engine;
    const environment = describeEnvironment(settings.version, device, data);
    const recorded = await recordRun({
      ...{ directory, experiment, split, diagnose, data, device, uploads, environment, onProgress },
      onNotice: (notice) => tell({ notice }),
      stop: isStopped,
    });
    if (recorded.interrupted !== undefined) return { status: 'interrupted' };
    return { status: 'done', result: recorded.result, reused: recorded.reused };
  } catch (error) {
    return { status: 'failed', failure: failureOf(error) };
  }
}

async function close(): Promise<void> {
  const opened = await engine?.catch(() => undefined);
  await opened?.uploads.dispose();
  await opened?.device.dispose();
}

workerpool.worker({ run }, { onTerminate: close });
