/** Recorded runs as they are found on disk: one, or all below a folder. Node only. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isInkgradError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { RunFolderError } from '../errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { RunResult } from '../run/run-result.ts';
import type { Split } from '../run/split.ts';
import type { RunEnvironment } from './environment.ts';
import { type Continuation, readHeader, recordFile } from './header.ts';
import { isLocked } from './lock.ts';
import { type EpochMetrics, metricsFile, readMetrics } from './metrics.ts';
import { type Interruption, type RunFailure, readFailure, readInterruption, readResult } from './outcome.ts';

/**
 * `running`: a process has the folder now. `failed`: it diverged, and cannot be continued. `damaged`: its result cannot be
 * read; continuing makes it again.
 */
export type RunStatus = 'finished' | 'interrupted' | 'running' | 'failed' | 'damaged';

/** A run as its folder tells of it, whether it is finished, under way or failed. */
export interface StoredRun {
  readonly directory: string;
  /** Of the folder, within the folder that was listed. */
  readonly name: string;
  readonly status: RunStatus;
  /** Resolved. */
  readonly experiment: Experiment;
  readonly split: Split;
  readonly diagnose: boolean;
  /** In which it began. */
  readonly environment: RunEnvironment;
  /** Of each later start. */
  readonly continued: readonly Continuation[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Of a finished run. */
  readonly result: RunResult | undefined;
  /** Of a run that failed. */
  readonly failure: RunFailure | undefined;
  /** Where it was asked to stop, if it was, and has not been continued since. */
  readonly interruption: Interruption | undefined;
  /** Whole ones. */
  readonly epochsDone: number;
  /** Of the last whole epoch. */
  readonly metrics: EpochMetrics | undefined;
  /** Of all whole epochs, validation included. */
  readonly trainingSeconds: number;
}

async function statusOf(directory: string): Promise<Pick<StoredRun, 'status' | 'result' | 'failure'>> {
  let isDamaged = false;
  const result = await readResult(directory).catch((error: unknown) => {
    if (!(error instanceof RunFolderError)) throw error;
    isDamaged = true;
    return undefined;
  });
  if (result !== undefined) return { status: 'finished', result, failure: undefined };
  const failure = await readFailure(directory);
  if (failure !== undefined) return { status: 'failed', result, failure };
  if (await isLocked(directory)) return { status: 'running', result, failure };
  return { status: isDamaged ? 'damaged' : 'interrupted', result, failure };
}

async function readRunIfThere(directory: string, name: string): Promise<StoredRun | undefined> {
  const header = await readHeader(directory);
  if (header === undefined) return undefined;
  const { experiment, split, diagnose, environment, continued } = header;
  const metrics = await readMetrics(join(directory, metricsFile));
  return {
    ...{ directory, name, experiment, split, diagnose, environment, continued },
    ...(await statusOf(directory)),
    startedAt: environment.startedAt,
    interruption: await readInterruption(directory),
    epochsDone: metrics.length,
    metrics: metrics.at(-1),
    trainingSeconds: metrics.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/**
 * A run from its folder.
 * @throws RunFolderError for a folder that holds no run, or whose record is damaged
 */
export async function readRun(directory: string): Promise<StoredRun> {
  const run = await readRunIfThere(directory, basename(resolve(directory)));
  if (run !== undefined) return run;
  const several = await namedRunsWithin(directory);
  throw new RunFolderError(directory, several ?? `holds no run (${recordFile}); name a run's folder.`);
}

/** What a model was trained on. */
export interface ModelData {
  readonly data: RunEnvironment['data'];
  readonly split: Split;
}

/**
 * The data that a model was trained on, as the record beside it says.
 * @param directory of the model: a run's folder, or a folder in it
 * @returns undefined for a model without a record
 * @throws RunFolderError for a record that is damaged
 */
export async function readModelData(directory: string): Promise<ModelData | undefined> {
  const header = (await readHeader(directory)) ?? (await readHeader(dirname(resolve(directory))));
  return header === undefined ? undefined : { data: header.environment.data, split: header.split };
}

/** Runs are at most so deep: `reproduce/v1`, `sweep/runs/id`. */
const mostDepth = 4;

/**
 * The runs in a folder and in groups within it, newest first.
 * @param onDamaged is told of folders whose record cannot be read, which are left out; by default they are an error
 * @returns none where there is no such folder
 */
export async function listRuns(
  base = 'runs',
  onDamaged: (error: RunFolderError) => void = (error) => {
    throw error;
  },
): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    if (entries.some(({ name }) => name === recordFile)) {
      try {
        const run = await readRunIfThere(folder, relative(base, folder) || basename(resolve(folder)));
        if (run !== undefined) runs.push(run);
      } catch (error) {
        if (!(error instanceof RunFolderError)) throw error;
        onDamaged(error);
      }
      return;
    }
    if (depth === mostDepth) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(folder, entry.name), depth + 1);
  };
  await visit(base, 0);
  return runs.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** More are only counted. */
const mostNamed = 6;

async function runsIn(directory: string): Promise<readonly StoredRun[]> {
  try {
    return await listRuns(directory, () => {});
  } catch (error) {
    // No folder, or one that may not be read: the caller says so.
    if (isInkgradError(error) || (error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}

/** @returns "holds 2 runs; name one of them: a/v1 or a/v2.", or undefined where there is none */
export async function namedRunsWithin(directory: string): Promise<string | undefined> {
  const paths = (await runsIn(directory)).map((run) => run.directory).sort();
  if (paths.length === 0) return undefined;
  if (paths.length === 1) return `holds a run in a folder of its own; name that: ${paths[0]}.`;
  const named = paths.length > mostNamed ? paths.slice(0, mostNamed - 1) : paths.slice(0, -1);
  const last = paths.length > mostNamed ? `one of ${paths.length - named.length} more` : paths.at(-1)!;
  return `holds ${plural(paths.length, 'run')}; name one of them: ${named.join(', ')} or ${last}.`;
}
