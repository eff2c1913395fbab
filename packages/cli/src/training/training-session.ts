/**
 * What `run`, `reproduce` and `resume` share: a device, the data on it once for all experiments, a folder for the
 * results, and training one experiment with progress on stderr. A first Ctrl-C ends the training after the steps under
 * way; what was learned so far is evaluated and kept, marked as interrupted, and can be continued.
 */
import { join } from 'node:path';
import {
  type DataSet,
  DataUploads,
  type Experiment,
  type RunProgress,
  type Split,
  sampleNoun,
  splitOf,
  trainedCount,
} from '@inkgrad/experiments';
import {
  type Convolutions,
  describeEnvironment,
  holdsCheckpoint,
  type RecordedRun,
  type RunEnvironment,
  readConvolutions,
  readFirstKernel,
  recordRun,
  writeReport,
} from '@inkgrad/experiments/node';
import { publishedRuns } from '@inkgrad/mnist';
import { type Device, InternalError, isInkgradError } from '@inkgrad/tensor';
import { openBackend } from '../backends/open-backend.ts';
import { commandLine } from '../command-line.ts';
import type { CommandContext } from '../context.ts';
import { addNote } from '../errors.ts';
import { type LoadedData, loadData, type OwnDataOptions, orientationText, warn } from '../load-data.ts';
import { formatCount, formatCounted } from '../terminal/format.ts';
import { type Output, silenced } from '../terminal/output.ts';
import type { Metrics } from '../terminal/progress-bar.ts';
import { trainingProgress } from '../terminal/training-progress.ts';
import { reportFile } from './find-report.ts';
import type { TrainingFolder } from './training-folder.ts';

/** Options that these commands have. */
export interface TrainingOptions extends OwnDataOptions {
  readonly epochs?: number;
  readonly seed?: number;
  readonly backend: string;
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Why `backend` is what it is, where that was not said. */
  readonly backendReason?: string;
}

const metricNames = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;

/** What only training needs, and most of the memory. */
interface Engine {
  readonly device: Device;
  readonly uploads: DataUploads;
}

/** What of a run is not in its experiment. */
export interface TrainingVariant {
  readonly split?: Split;
  readonly diagnose?: boolean;
}

/** What there is to say beside the error that ended a training of which epochs were done. */
function keptSentence(path: string, error: unknown): string {
  // The loss would not be finite in the same step again.
  const isFinal = isInkgradError(error) && error.kind === 'numeric';
  const next = isFinal ? '' : `; "inkgrad resume ${path}" continues from them`;
  return `The epochs that were done are kept in ${path}${next}.`;
}

function show(event: RunProgress, progress: ReturnType<typeof trainingProgress>): void {
  if (event.type === 'epochBegin') {
    progress.epochBegins(event.epoch);
  } else if (event.type === 'chunk') {
    progress.stepsDone(event.step, event.steps, [
      ['loss', event.loss],
      ...(event.accuracy === undefined ? [] : [['accuracy', event.accuracy] as const]),
    ]);
  } else {
    const { result } = event;
    const metrics: Metrics = metricNames.flatMap((name) => {
      const value = result[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    progress.epochEnds(result.epoch, { ...result, metrics });
  }
}

export class TrainingSession {
  readonly folder: TrainingFolder;
  readonly data: DataSet;
  readonly environment: RunEnvironment;
  readonly #progress: Output;
  readonly #messages: Output;
  readonly #signal: AbortSignal;
  readonly #started = performance.now();
  /** What is said before the training, once that begins: nothing comes before an error that prevents it. */
  #announcements: string[] = [];
  readonly #warnings: string[];
  #isContinued = false;
  #engine: Engine | undefined;

  private constructor(
    context: CommandContext,
    options: TrainingOptions,
    opened: LoadedData & { device: Device; folder: TrainingFolder },
  ) {
    const { device, data, warnings, folder } = opened;
    this.folder = folder;
    this.data = data;
    this.environment = describeEnvironment(context.version, device, data);
    this.#messages = context.terminal.err;
    this.#progress = options.quiet ? silenced(context.terminal.err) : context.terminal.err;
    this.#signal = context.interrupt.signal;
    this.#engine = { device, uploads: new DataUploads(device, data) };
    this.#warnings = [...warnings];
    this.#announceData(options.backendReason);
  }

  /**
   * Opens the backend, reads the data and makes the folder, and lets `work` train. The device is closed whatever
   * happens. If `work` fails, or a second Ctrl-C ends the process, before an epoch is done, the folder is taken away.
   */
  static async use<T>(
    options: TrainingOptions,
    context: CommandContext,
    makeFolder: () => Promise<TrainingFolder>,
    work: (session: TrainingSession) => Promise<T>,
  ): Promise<T> {
    const session = await TrainingSession.#open(options, context, makeFolder);
    const { folder } = session;
    const leave = (): void => void folder.discardIfEmpty();
    process.on('exit', leave);
    try {
      return await work(session);
    } catch (error) {
      folder.discardIfEmpty();
      throw error;
    } finally {
      process.off('exit', leave);
      await session.#closeEngine();
    }
  }

  static async #open(
    options: TrainingOptions,
    context: CommandContext,
    makeFolder: () => Promise<TrainingFolder>,
  ): Promise<TrainingSession> {
    const device = await openBackend(options.backend, options.threads);
    try {
      const loaded = await loadData(options, context.env);
      return new TrainingSession(context, options, { device, ...loaded, folder: await makeFolder() });
    } catch (error) {
      await device.dispose();
      throw error;
    }
  }

  /** Frees the device and lets go of it, so that its memory can be collected. */
  async #closeEngine(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.uploads.dispose();
    await engine?.device.dispose();
  }

  /**
   * Trains one experiment and records it, or continues its record.
   * @param experiment resolved: with the epochs, batch size and seed to use
   * @param directory where the record goes
   */
  async train(experiment: Experiment, directory: string, variant: TrainingVariant = {}): Promise<RecordedRun> {
    this.#signal.throwIfAborted();
    if (this.#engine === undefined) throw new InternalError('training after the report');
    this.#announce(experiment, variant.split ?? splitOf(experiment));
    const progress = trainingProgress(this.#progress, experiment.epochs);
    let hasEpoch = false;
    try {
      const recorded = await recordRun({
        ...{ directory, experiment, data: this.data, environment: this.environment, ...this.#engine, ...variant },
        onProgress: (event) => {
          this.#begin();
          hasEpoch ||= event.type === 'epochEnd';
          show(event, progress);
        },
        stop: () => this.#signal.aborted,
        onNotice: (sentence) => {
          this.#begin();
          this.#messages.line(sentence);
        },
      });
      if (recorded.reused) this.#announcements.push('It was trained before.\n');
      else this.#begin();
      this.#isContinued ||= recorded.reused || recorded.resumedFromEpoch !== undefined;
      return recorded;
    } catch (error) {
      if (hasEpoch && holdsCheckpoint(directory)) addNote(error, keptSentence(this.folder.path, error));
      throw error;
    } finally {
      progress.stop();
    }
  }

  /** Ends the training and draws the report of it; returns its path. */
  async report(trained: readonly RecordedRun[]): Promise<string> {
    // Before the drawing, which needs memory of its own.
    await this.#closeEngine();
    const { data, environment } = this;
    const results = trained.map(({ result }) => result);
    const command = commandLine();
    if (this.#progress.isTerminal) this.#progress.write('Drawing the report…');
    // The time of this command says nothing about runs that began in another.
    const totalSeconds = this.#isContinued ? undefined : this.seconds;
    const firstKernels = await Promise.all(trained.map(({ modelDirectory }) => readFirstKernel(modelDirectory)));
    const convolutions: (Convolutions | undefined)[] = [];
    for (const { modelDirectory, result } of trained) {
      convolutions.push(await readConvolutions(modelDirectory, result, data));
    }
    await writeReport(this.folder.path, results, {
      data,
      convolutions,
      environment,
      command,
      totalSeconds,
      firstKernels,
      published: publishedRuns,
    });
    if (this.#progress.isTerminal) this.#progress.write('\r\x1b[K');
    return join(this.folder.path, reportFile);
  }

  /** Since the session began. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #begin(): void {
    warn(this.#warnings.splice(0), this.#messages);
    for (const line of this.#announcements.splice(0)) this.#progress.line(line);
  }

  #announceData(backendReason: string | undefined): void {
    const { train, test, source, orientation } = this.data;
    const images = `${formatCount(train.count)} training and ${formatCount(test.count)} test ${sampleNoun(this.data)}`;
    if (backendReason !== undefined) this.#announcements.push(backendReason);
    const from = `${images} from ${source}${orientationText(orientation)}`;
    this.#announcements.push(`${from}\n${this.environment.backendDescription}\n`);
  }

  #announce(experiment: Experiment, split: Split): void {
    const { name, title, epochs, batchSize, seed } = experiment;
    const { colors } = this.#progress;
    const steps = Math.ceil(trainedCount(this.data, split) / batchSize);
    const size = `${formatCounted(epochs, 'epoch')} of ${formatCounted(steps, 'step')} of ${batchSize}, seed ${seed}`;
    const heading = title.startsWith(name) ? title : `${name}: ${title}`;
    this.#announcements.push(`${colors.bold(heading)}  ${colors.dim(size)}`);
  }
}
