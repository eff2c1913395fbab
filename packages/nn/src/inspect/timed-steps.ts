/**
 * The training step of a model by itself, for measurements: the very plan and buffers that `fit` runs for full batches,
 * without validation, progress or anything else around it. It trains the model.
 */
import { ArgumentError, type Executable, type Plan, permutation, type StepTime } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { ModelCore } from '../model/model-core.ts';
import { shuffleStream } from '../model/streams.ts';
import { checkTargets } from '../training/check-targets.ts';
import { compileTraining } from '../training/compile-training.ts';
import type { TrainingSetup } from '../training/training-setup.ts';

/** The batch size of the steps that are timed. */
export interface TrainingStepOptions {
  /** 32 by default. */
  readonly batchSize?: number;
}

/** Full batches of one order of the samples, again and again. */
export class TrainingStep {
  /** Full batches that the samples make. */
  readonly stepsPerEpoch: number;
  readonly #core: ModelCore;
  readonly #setup: TrainingSetup;
  readonly #executable: Executable;
  /** Steps since the first sample; the next call starts over where no step is left. */
  #position: number;

  /** Made by `openTrainingStep`. */
  constructor(core: ModelCore, setup: TrainingSetup, executable: Executable, stepsPerEpoch: number) {
    this.#core = core;
    this.#setup = setup;
    this.#executable = executable;
    this.stepsPerEpoch = stepsPerEpoch;
    this.#position = stepsPerEpoch;
  }

  get plan(): Plan {
    return this.#executable.plan;
  }

  /** Trains `steps` steps. */
  async run(steps: number): Promise<void> {
    await this.#each(steps, (count) => this.#executable.run(count));
  }

  /**
   * Trains `steps` steps, at most `stepsPerEpoch`, and times each step of the plan; undefined where the device cannot.
   * @throws ArgumentError for another number of steps.
   */
  async profile(steps: number): Promise<readonly StepTime[] | undefined> {
    if (positiveWhole('profile', 'steps', steps) > this.stepsPerEpoch) {
      throw new ArgumentError('profile', 'steps', `at most ${this.stepsPerEpoch}, the full batches there are`, steps);
    }
    this.#position = this.stepsPerEpoch;
    let times: readonly StepTime[] | undefined;
    await this.#each(steps, async (count) => {
      times = await this.#executable.profile?.(count);
    });
    return times;
  }

  async #each(steps: number, run: (steps: number) => Promise<void>): Promise<void> {
    await this.#core.trainAlone(async () => {
      const { store } = this.#core.session;
      await this.#core.writeLearningRate(this.#setup);
      for (let left = positiveWhole('run', 'steps', steps); left > 0; ) {
        if (this.#position === this.stepsPerEpoch) {
          await this.#setup.trainingSums.reset(store, 0);
          this.#position = 0;
        }
        const count = Math.min(left, this.stepsPerEpoch - this.#position);
        await run(count);
        this.#position += count;
        left -= count;
      }
    });
  }
}

/** @throws ModelStateError before `compile`, LayerShapeError or DataError for data that does not fit. */
export async function openTrainingStep(
  core: ModelCore,
  dataset: Dataset,
  options: TrainingStepOptions,
): Promise<TrainingStep> {
  checkKeys('trainingStep', options, ['batchSize']);
  const batch = Math.min(dataset.count, positiveWhole('trainingStep', 'batchSize', options.batchSize ?? 32));
  core.requireObjective('trainingStep');
  await core.open(undefined, dataset);
  const built = core.buildFor(dataset);
  const setup = core.setup(built, 'trainingStep');
  checkTargets(built, setup.outputs, dataset);
  const { count } = dataset;
  const order = core.session.room('order', 'i32', count);
  const executable = await compileTraining(core, built, setup, dataset, batch, order, undefined);
  await order.write(permutation(core.seed, shuffleStream(0), count));
  return new TrainingStep(core, setup, executable, Math.floor(count / batch));
}
