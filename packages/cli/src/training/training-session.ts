/**
 * What `run` and `reproduce` share: a device, the data on it once for all experiments, a folder for the results, and
 * training one experiment with progress on stderr. A first Ctrl-C ends the training after the steps under way; what
 * was learned so far is evaluated and kept as any other result, and marked as interrupted.
 */
import { join } from 'node:path';
import {
  buildModel,
  type Experiment,
  type MnistData,
  MnistUploads,
  type RunProgress,
  type RunResult,
  runExperiment,
} from '@inkgrad/mnist';
import {
  describeEnvironment,
  loadMnist,
  type RunEnvironment,
  writeReport,
  writeRun,
  writeWhole,
} from '@inkgrad/mnist/node';
import { type Device, InternalError } from '@inkgrad/tensor';
import { openBackend } from '../backends/open-backend.ts';
import type { CommandContext } from '../context.ts';
import { formatCount } from '../terminal/format.ts';
import { type Output, silenced } from '../terminal/output.ts';
import type { Metrics } from '../terminal/progress-bar.ts';
import { trainingProgress } from '../terminal/training-progress.ts';
import type { Interruption } from './interruption.ts';
import { makeTrainingFolder, type TrainingFolder } from './training-folder.ts';

/** Options that both commands have. */
export interface TrainingOptions {
  readonly epochs?: number;
  readonly seed?: number;
  readonly backend: string;
  readonly threads?: number;
  readonly dataDir?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** One trained experiment, saved. */
export interface Trained {
  readonly result: RunResult;
  readonly directory: string;
  readonly modelDirectory: string;
  readonly interrupted: Interruption | undefined;
}

const metricNames = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;

/** What only training needs, and most of the memory. */
interface Engine {
  readonly device: Device;
  readonly uploads: MnistUploads;
}

export class TrainingSession {
  readonly folder: TrainingFolder;
  readonly data: MnistData;
  readonly environment: RunEnvironment;
  readonly #progress: Output;
  readonly #signal: AbortSignal;
  readonly #started = performance.now();
  #engine: Engine | undefined;

  private constructor(
    context: CommandContext,
    options: TrainingOptions,
    opened: { device: Device; data: MnistData; folder: TrainingFolder },
  ) {
    const { device, data, folder } = opened;
    this.folder = folder;
    this.data = data;
    this.environment = describeEnvironment(context.version, device, data);
    this.#progress = options.quiet ? silenced(context.terminal.err) : context.terminal.err;
    this.#signal = context.interrupt.signal;
    this.#engine = { device, uploads: new MnistUploads(device, data) };
    this.#announceData();
  }

  /**
   * Opens the backend, reads the data and makes the folder, and lets `work` train. The device is closed whatever
   * happens; if `work` fails, the folder is taken away.
   * @param name end of the name of a new folder
   */
  static async use<T>(
    options: TrainingOptions,
    context: CommandContext,
    name: string,
    work: (session: TrainingSession) => Promise<T>,
  ): Promise<T> {
    const session = await TrainingSession.#open(options, context, name);
    try {
      return await work(session);
    } catch (error) {
      await session.folder.discard();
      throw error;
    } finally {
      await session.#closeEngine();
    }
  }

  static async #open(options: TrainingOptions, context: CommandContext, name: string): Promise<TrainingSession> {
    const device = await openBackend(options.backend, options.threads);
    try {
      const data = await loadMnist({ dataDir: options.dataDir ?? (context.env['INKGRAD_DATA'] || undefined) });
      const folder = await makeTrainingFolder(options.out, name);
      return new TrainingSession(context, options, { device, data, folder });
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
   * Trains one experiment and saves its record.
   * @param experiment resolved: with the epochs, batch size and seed to use
   * @param directory where the record goes
   */
  async train(experiment: Experiment, directory: string): Promise<Trained> {
    this.#signal.throwIfAborted();
    if (this.#engine === undefined) throw new InternalError('training after the report');
    const { device, uploads } = this.#engine;
    const model = buildModel(experiment);
    this.#announce(experiment);
    const progress = trainingProgress(this.#progress, experiment.epochs);
    let position = { epoch: 1, step: 0, steps: 0 };
    let interrupted: Interruption | undefined;
    const onProgress = (event: RunProgress): void => {
      if (event.type === 'epochBegin') {
        progress.epochBegins(event.epoch);
        return;
      }
      if (event.type === 'chunk') {
        position = event;
        progress.stepsDone(event.step, event.steps, [
          ['loss', event.loss],
          ['accuracy', event.accuracy],
        ]);
      } else {
        const { result } = event;
        const metrics: Metrics = metricNames.map((name) => [name, result[name]]);
        progress.epochEnds(result.epoch, { ...result, metrics });
      }
      const { epoch, step, steps } = position;
      const isDone = epoch === experiment.epochs && step === steps;
      if (this.#signal.aborted && !isDone && interrupted === undefined) {
        interrupted = { epoch, epochs: experiment.epochs, step, steps };
        model.stopTraining = true;
      }
    };
    try {
      const result = await runExperiment(experiment, this.data, { device, uploads, model, onProgress });
      const { modelDirectory } = await writeRun(directory, { result, environment: this.environment, model });
      if (interrupted !== undefined) {
        await writeWhole(join(directory, 'interrupted.json'), `${JSON.stringify(interrupted, undefined, 2)}\n`);
      }
      return { result, directory, modelDirectory, interrupted };
    } finally {
      progress.stop();
      await model.dispose();
    }
  }

  /** Ends the training and draws the report of it; returns its path. */
  async report(trained: readonly Trained[]): Promise<string> {
    // Before the drawing, which needs memory of its own.
    await this.#closeEngine();
    const { data, environment } = this;
    const results = trained.map(({ result }) => result);
    const command = ['inkgrad', ...process.argv.slice(2)].join(' ');
    if (this.#progress.isTerminal) this.#progress.write('Drawing the report…');
    await writeReport(this.folder.path, results, { data, environment, command, totalSeconds: this.seconds });
    if (this.#progress.isTerminal) this.#progress.write('\r\x1b[K');
    return join(this.folder.path, 'report.html');
  }

  /** Since the session began. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #announceData(): void {
    const { train, test, source } = this.data;
    const images = `${formatCount(train.count)} training and ${formatCount(test.count)} test images`;
    this.#progress.line(`${images} from ${source}\n${this.environment.backendDescription}\n`);
  }

  #announce({ name, title, epochs, batchSize, seed }: Experiment): void {
    const { colors } = this.#progress;
    const steps = Math.ceil(this.data.train.count / batchSize);
    const size = `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'} of ${formatCount(steps)} steps of ${batchSize}, seed ${seed}`;
    const heading = title.startsWith(name) ? title : `${name}: ${title}`;
    this.#progress.line(`${colors.bold(heading)}  ${colors.dim(size)}`);
  }
}
