/**
 * Reads the runs that are to be compared, and the labels of the images that they answered: the labels of the data that a
 * run's record names, if it still has the checksums it had then.
 */
import { basename, resolve } from 'node:path';
import {
  type AnsweredSet,
  type ComparableRun,
  type DataSet,
  heldIndices,
  type RunData,
  RunFolderError,
} from '@inkgrad/experiments';
import { type RunEnvironment, readRun, type StoredRun } from '@inkgrad/experiments/node';
import { loadMnist } from '@inkgrad/mnist/node';
import { isInkgradError } from '@inkgrad/tensor';
import { DataFileError, UsageError } from '../errors.ts';
import { loadData, recordedData } from '../load-data.ts';
import { formatCounted } from '../terminal/format.ts';

type FinishedRun = StoredRun & { readonly result: NonNullable<StoredRun['result']> };

export interface LoadedRuns {
  readonly runs: readonly ComparableRun[];
  /** Of the first run. */
  readonly environment: RunEnvironment;
  /** Sentences about runs whose labels are not at hand. */
  readonly notices: readonly string[];
}

async function finishedRun(directory: string): Promise<FinishedRun> {
  const run = await readRun(directory).catch((error: unknown) => {
    if (!(error instanceof RunFolderError)) throw error;
    throw new DataFileError(error.message, { cause: error });
  });
  const { status, result, epochsDone, experiment, failure } = run;
  if (failure !== undefined) throw new DataFileError(`${directory}: this run has failed: ${failure.message}`);
  if (status === 'running') throw new DataFileError(`${directory}: is still running; compare it when it is finished.`);
  if (result === undefined) {
    const how = `is not finished: ${epochsDone} of ${formatCounted(experiment.epochs, 'epoch')}`;
    throw new DataFileError(`${directory}: ${how}; continue it with "inkgrad resume ${directory}".`);
  }
  if (typeof result.predictedDigits !== 'string') {
    throw new DataFileError(
      `${directory}: its result has no answers; it was made by an older inkgrad, train it again.`,
    );
  }
  return { ...run, result };
}

/** The last parts of the paths, as many as tell them apart. */
function shortNames(directories: readonly string[]): string[] {
  const short = directories.map((directory) => basename(resolve(directory)));
  return new Set(short).size === short.length ? short : [...directories];
}

/** What tells one data set from another. */
const checksums = (files: readonly { readonly md5: string }[]): string => files.map(({ md5 }) => md5).join(' ');

function runData({ data }: RunEnvironment): RunData {
  const { source, folder: _, files, notices: __, request, ...orientation } = data;
  // As JSON, so that what is not said is not there.
  const reading = request === undefined ? orientation : { ...orientation, request: JSON.stringify(request) };
  return { source, files: files.map(({ name, md5 }) => ({ name, md5 })), reading };
}

/** Reads each data set once. */
class DataSets {
  readonly #dataDir: string | undefined;
  readonly #loaded = new Map<string, Promise<DataSet>>();

  constructor(dataDir: string | undefined) {
    this.#dataDir = dataDir;
  }

  /** @returns the data, or why it is not at hand */
  async find({ data }: RunEnvironment): Promise<DataSet | string> {
    const folder = this.#dataDir ?? data.folder ?? undefined;
    const key = JSON.stringify([folder, data.request]);
    const read = async (): Promise<DataSet> => {
      if (data.request === undefined || folder === undefined) return loadMnist({ dataDir: folder });
      return (await loadData({ ...recordedData(data), data: folder }, {})).data;
    };
    const loading = this.#loaded.get(key) ?? read();
    this.#loaded.set(key, loading);
    try {
      const found = await loading;
      return checksums(found.files) === checksums(data.files) ? found : `${found.source} is other data`;
    } catch (error) {
      if (!isInkgradError(error)) throw error;
      return error.message.replace(/\.$/, '');
    }
  }
}

function answeredSet({ split }: FinishedRun, data: DataSet): AnsweredSet {
  const id = checksums(data.files);
  if (split.kind !== 'fold') return { id: `${id} test`, labels: data.test.labels };
  const { fold, folds, seed } = split;
  const labels = Uint8Array.from(heldIndices(data.train, split), (index) => data.train.labels[index]!);
  return { id: `${id} fold ${fold} of ${folds}, seed ${seed}`, labels };
}

/**
 * @param directories of finished runs, at least two different ones
 * @param dataDir where the data is now, if not where the runs had it
 * @throws UsageError for too few. @throws DataFileError for what is no finished run
 */
export async function loadRuns(directories: readonly string[], dataDir: string | undefined): Promise<LoadedRuns> {
  if (directories.length < 2) throw new UsageError('name at least two runs to compare.');
  const paths = directories.map((directory) => resolve(directory));
  const twice = directories.find((_, at) => paths.indexOf(paths[at]!) !== at);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice.`);
  const stored: FinishedRun[] = [];
  for (const directory of directories) stored.push(await finishedRun(directory));
  const ofValues = stored.map(({ result }) => result.targets?.kind === 'values');
  if (ofValues.includes(true) && ofValues.includes(false)) {
    const [values, classes] = [ofValues.indexOf(true), ofValues.indexOf(false)].map((at) => directories[at]);
    throw new UsageError(`${values} predicts values, and ${classes} answers classes: they have nothing to compare.`);
  }
  const names = shortNames(directories);
  const dataSets = new DataSets(dataDir);
  const notices: string[] = [];
  const runs: ComparableRun[] = [];
  for (const [at, run] of stored.entries()) {
    const name = names[at]!;
    // Of values the true ones are in the result.
    const data = ofValues[at] ? undefined : await dataSets.find(run.environment);
    if (typeof data === 'string')
      notices.push(`${name} is not tested against others, as its labels are not at hand: ${data}.`);
    const answered = typeof data === 'object' ? answeredSet(run, data) : undefined;
    runs.push({ name, directory: directories[at]!, result: run.result, data: runData(run.environment), answered });
  }
  return { runs, notices, environment: stored[0]!.environment };
}
