/**
 * Runs an experiment and keeps the record of it in a folder, so that a run that was ended at any moment continues where
 * its last whole epoch ended, and ends with the bytes of one that never stopped. Node only.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Callback, History, Sequential, TrainingState } from '@inkgrad/nn';
import { makeFolders } from '@inkgrad/nn/node';
import type { Device } from '@inkgrad/tensor';
import type { DataSet } from '../data/data-set.ts';
import type { DataUploads } from '../data/uploads.ts';
import { RunFailedError, RunFolderError } from '../errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import { buildModel, checkExperiment } from '../run/build-model.ts';
import { type RunProgress, runExperiment } from '../run/run.ts';
import type { EpochDiagnosis, RunResult } from '../run/run-result.ts';
import { type Split, splitOf } from '../run/split.ts';
import { type Checkpoint, type CheckpointNotes, Checkpoints } from './checkpoint.ts';
import { DiskWriter } from './disk-writer.ts';
import type { RunEnvironment } from './environment.ts';
import {
  asStored,
  checkSameArithmetic,
  checkSameRun,
  type RecordHeader,
  readHeader,
  toJson,
  writeHeader,
} from './header.ts';
import { holdsNothing, removeUnfinished } from './litter.ts';
import { lockRun } from './lock.ts';
import { appendMetrics, metricsFile, rewriteMetrics } from './metrics.ts';
import {
  failureFile,
  failureOf,
  historyFile,
  type Interruption,
  interruptionFile,
  readFailure,
  readResult,
  resultFile,
} from './outcome.ts';
import { writeWhole, writing } from './run-folder.ts';
import { saveTrainedModel } from './trained-model.ts';

/** A run and where its record is to be. */
export interface RecordOptions {
  /** Absent, empty, or with the record of this very run. */
  readonly directory: string;
  /** Resolved: with the epochs, batch size and seed to use. */
  readonly experiment: Experiment;
  /** Default: as the experiment says; where it says nothing all training images train, and the test set validates. */
  readonly split?: Split | undefined;
  /** Look inside the model before training and after each epoch; false by default. */
  readonly diagnose?: boolean | undefined;
  /** What it trains on and is evaluated on. */
  readonly data: DataSet;
  /** Where it computes. It stays open. */
  readonly device: Device;
  /** Data that is on the device already, for runs that share it; default: uploaded for this run, and freed. */
  readonly uploads?: DataUploads | undefined;
  /** What `describeEnvironment` found. */
  readonly environment: RunEnvironment;
  /** Ends the run at the next chunk of steps; it rejects with the signal's reason, and can be continued. */
  readonly signal?: AbortSignal | undefined;
  /** Told of training as it goes on. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Asked after each chunk of steps; true ends training there, and what was learned so far is kept and evaluated. */
  readonly stop?: (() => boolean) | undefined;
  /** Told, in a sentence, of what is not as it should be: a run that continues, a checkpoint that is damaged. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/** A run and where its record is. */
export interface RecordedRun {
  readonly result: RunResult;
  readonly directory: string;
  /** For `loadTrainedModel`. */
  readonly modelDirectory: string;
  /** The run was finished before; nothing was trained. */
  readonly reused: boolean;
  /** Epochs that were done before; undefined for a run that began now, or that was finished. */
  readonly resumedFromEpoch: number | undefined;
  /** Where `stop` ended training. The last epoch of the result covers only its first steps, unless it is whole. */
  readonly interrupted: Interruption | undefined;
}

/** What was done of a run before now. */
interface Past {
  readonly resume: TrainingState | undefined;
  readonly notes: CheckpointNotes;
}

const nothing: Past = { resume: undefined, notes: { seconds: 0, diagnoses: [] } };

/** A run whose folder this caller has for itself. */
class Recording {
  readonly #options: RecordOptions;
  readonly #header: RecordHeader;
  readonly #checkpoints: Checkpoints;

  constructor(options: RecordOptions) {
    const { experiment, split = splitOf(options.experiment), diagnose = false, data, environment } = options;
    this.#options = options;
    const images = { train: data.train.count, test: data.test.count };
    this.#header = { experiment, split, diagnose, images, environment, continued: [] };
    this.#checkpoints = new Checkpoints(this.#path('checkpoints'));
  }

  #path(...names: readonly string[]): string {
    return join(this.#options.directory, ...names);
  }

  get #modelDirectory(): string {
    return this.#path('model');
  }

  async run(): Promise<RecordedRun> {
    const { directory } = this.#options;
    for (const folder of ['', 'checkpoints', 'model', 'figures']) await removeUnfinished(this.#path(folder));
    const stored = await readHeader(directory);
    if (stored === undefined) {
      if (!(await holdsNothing(directory))) {
        throw new RunFolderError(directory, 'the folder is not empty and holds no run; choose another.');
      }
      await writeHeader(directory, this.#header);
      return this.#train(undefined);
    }
    checkSameRun(directory, stored, this.#header);
    const result = await readResult(directory).catch((error: unknown) => {
      if (!(error instanceof RunFolderError)) throw error;
      this.#notice(`${error.message.replace(/\.$/, '')}; it is made again.`);
      return undefined;
    });
    if (result === undefined) {
      const failure = await readFailure(directory);
      if (failure !== undefined) throw new RunFailedError(directory, failure);
      checkSameArithmetic(directory, stored, this.#options.environment);
      return this.#train(stored);
    }
    return {
      ...{ result, directory, modelDirectory: this.#modelDirectory },
      ...{ reused: true, resumedFromEpoch: undefined, interrupted: undefined },
    };
  }

  #notice(sentence: string): void {
    this.#options.onNotice?.(sentence);
  }

  /** @param stored the record's header, if it was there before */
  async #train(stored: RecordHeader | undefined): Promise<RecordedRun> {
    const { experiment, directory, data } = this.#options;
    const model = buildModel(experiment, { data });
    try {
      const folder = this.#path('checkpoints');
      await writing(folder, () => makeFolders(folder));
      const past = stored === undefined ? nothing : await this.#load(model, stored);
      const fromEpoch = past.resume?.epoch ?? 0;
      await rewriteMetrics(this.#path(metricsFile), past.resume?.history ?? { epoch: [], history: {}, seconds: [] });
      const { result, interrupted } = await this.#fit(model, past);
      await this.#write(model, result, interrupted);
      return {
        ...{ result, directory, modelDirectory: this.#modelDirectory, interrupted },
        ...{ reused: false, resumedFromEpoch: stored === undefined ? undefined : fromEpoch },
      };
    } catch (error) {
      const failure = failureOf(error);
      // Where it cannot be written, the run is one that was interrupted, and fails again.
      if (failure !== undefined) await writeWhole(this.#path(failureFile), toJson(failure)).catch(() => {});
      throw error;
    } finally {
      await model.dispose();
    }
  }

  /** Brings the newest good checkpoint into the model, and says so. */
  async #load(model: Sequential, stored: RecordHeader): Promise<Past> {
    const { directory, environment, experiment } = this.#options;
    let resume: TrainingState | undefined;
    let isDamaged = false;
    const checkpoint = await this.#checkpoints.newest(
      async ({ state, epoch }) => {
        resume = await model.loadState(state, this.#checkpoints.pathOf(epoch));
      },
      (path, reason) => {
        isDamaged = true;
        this.#notice(`${path} is damaged: ${reason}.`);
      },
    );
    const fromEpoch = checkpoint?.epoch ?? 0;
    const begins = isDamaged
      ? 'no checkpoint is left; training begins anew'
      : 'no epoch was done; training begins anew';
    const continues = `${directory} continues after epoch ${fromEpoch} of ${experiment.epochs}.`;
    this.#notice(checkpoint === undefined ? `${directory}: ${begins}.` : continues);
    const { inkgrad } = stored.environment;
    if (inkgrad !== environment.inkgrad) {
      this.#notice(`It began with inkgrad ${inkgrad}, and this is ${environment.inkgrad}: last bits may differ.`);
    }
    const continuation = { at: environment.startedAt, fromEpoch, environment };
    await writeHeader(directory, { ...stored, continued: [...stored.continued, continuation] });
    // They tell of an epoch that is trained again.
    await rm(this.#path(interruptionFile), { force: true });
    await rm(this.#path(historyFile), { force: true });
    return { resume, notes: checkpoint?.notes ?? nothing.notes };
  }

  async #fit(
    model: Sequential,
    past: Past,
  ): Promise<{ readonly result: RunResult; readonly interrupted: Interruption | undefined }> {
    const { experiment, data, device, uploads, signal, stop } = this.#options;
    const { split, diagnose } = this.#header;
    const { epochs } = experiment;
    const started = performance.now();
    const diagnoses: EpochDiagnosis[] = [...past.notes.diagnoses];
    const seconds = (): number => past.notes.seconds + (performance.now() - started) / 1000;
    let interrupted: Interruption | undefined;
    let steps = 0;
    const writer = new DiskWriter();
    /** The writing of the last whole epoch, while the next one trains. */
    let written: Promise<void> = Promise.resolve();
    const onProgress = (event: RunProgress): void => {
      this.#options.onProgress?.(event);
      if (event.type !== 'chunk') return;
      const { epoch, step } = event;
      steps = event.steps;
      // At the end of an epoch it is saved first, as one that goes on.
      if (step === steps || model.stopTraining || !stop?.()) return;
      interrupted = { epoch, epochs, step, steps };
      model.stopTraining = true;
    };
    const keep: Callback = {
      name: 'record',
      onCheckpoint: async () => {
        await written;
        const history = model.history!;
        const epoch = history.epoch.length;
        const checkpoint = { epoch, notes: { seconds: seconds(), diagnoses }, state: await model.saveState() };
        written = this.#keep(checkpoint, history, writer);
        // Whoever waits for it next is told of an error; meanwhile it is not one that nobody hears of.
        written.catch(() => {});
        if (model.stopTraining || epoch === epochs || !stop?.()) return;
        interrupted = { epoch, epochs, step: steps, steps };
        model.stopTraining = true;
      },
    };
    try {
      const result = await runExperiment(experiment, data, {
        ...{ device, uploads, signal, onProgress, model, split, diagnose },
        ...{ callbacks: [keep], resume: past.resume },
        onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
      });
      await written;
      return { result: { ...result, seconds: seconds(), diagnoses }, interrupted };
    } finally {
      // Also after an error the last whole epoch is kept.
      await Promise.allSettled([written]);
      await writer.close();
    }
  }

  async #keep(checkpoint: Checkpoint, history: History, writer: DiskWriter): Promise<void> {
    const line = appendMetrics(this.#path(metricsFile), history, writer);
    const [state, metrics] = await Promise.allSettled([this.#checkpoints.write(checkpoint, writer), line]);
    if (state.status === 'rejected') throw state.reason;
    if (metrics.status === 'rejected') throw metrics.reason;
  }

  /** `result.json` comes last: a folder that has it has everything of the run. */
  async #write(model: Sequential, result: RunResult, interrupted: Interruption | undefined): Promise<void> {
    await saveTrainedModel(this.#modelDirectory, model, result.config);
    await writeWhole(this.#path(historyFile), toJson(result.history));
    if (interrupted === undefined) await writeWhole(this.#path(resultFile), toJson(result));
    else await writeWhole(this.#path(interruptionFile), toJson(interrupted));
  }
}

/**
 * Trains an experiment and records it in a folder. A folder with the record of this run continues it, from the newest
 * checkpoint that is whole; one with a finished run gives its result without training.
 *
 * @throws RunFolderError for a folder of another run, one that another process works in, or one that cannot be written;
 * after the last of these, as after any error while training, what was recorded can be continued
 * @throws LayerShapeError for a mistake in the model, before anything is made
 * @throws NonFiniteLossError when the loss becomes NaN or infinite, with the epoch and step
 * @throws RunFailedError for the record of a run that ended so
 */
export async function recordRun(options: RecordOptions): Promise<RecordedRun> {
  const { directory, experiment, signal } = options;
  await checkExperiment(experiment, options.data);
  signal?.throwIfAborted();
  await writing(directory, () => makeFolders(directory));
  const lock = await lockRun(directory);
  try {
    return await new Recording({ ...options, experiment: asStored(experiment) }).run();
  } finally {
    await lock.release();
  }
}
