/**
 * Training: epochs of one pass over the samples in a new order each, then validation. The data is on the device; an
 * epoch needs from the host its order of samples and a call per chunk of steps.
 */
import { type DeviceBuffer, permutationInTurns } from '@inkgrad/tensor';
import type { TrainedModel } from '../callbacks/callback.ts';
import { Dataset } from '../data/dataset.ts';
import type { Feed, ValidationData } from '../data/feed.ts';
import { batchShape, targetsKey } from '../data/match-data.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import { classSampleWeight, readSampleWeight } from '../data/sample-weights.ts';
import { DataError } from '../errors.ts';
import { evaluatePass, feedModel } from '../inference/evaluate.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { shuffleStream } from '../model/streams.ts';
import { averageSlot } from '../optimizers/update-weights.ts';
import { recordTraining } from '../programs/train-program.ts';
import { checkTargets } from './check-targets.ts';
import { trainingConditions } from './conditions.ts';
import { type Passes, runEpochs } from './epochs.ts';
import { type CheckedOptions, checkFitOptions, type FitOptions } from './fit-options.ts';
import type { History } from './history.ts';
import { Pace } from './pace.ts';
import { runPass } from './pass.ts';
import type { TrainingSetup } from './training-setup.ts';

export async function fit(
  core: ModelCore,
  model: TrainedModel,
  x: ArrayLikes | Dataset,
  y: ArrayLikes | undefined,
  given: FitOptions,
): Promise<History> {
  const options = checkFitOptions(given);
  core.requireObjective('fit');
  options.signal?.throwIfAborted();
  return core.trainAlone(async () => {
    const feeds: Feed[] = [];
    const feedData: FeedData = async (data, targets, prefix) => {
      const names = { x: `${prefix}x`, y: `${prefix}y` };
      const fed = await feedModel(core, data, targets, options.device, names, true);
      feeds.push(fed);
      return fed.dataset;
    };
    try {
      const dataset = await feedData(x, y, '');
      const built = core.buildFor(dataset);
      const { outputs } = core.setup(built, 'fit');
      checkTargets(built, outputs, dataset);
      const training = { dataset, weights: await trainingWeights(built, dataset, options) };
      const validation = await feedValidation(options.validationData, feedData);
      if (validation !== undefined) {
        core.buildFor(validation.dataset);
        checkTargets(built, outputs, validation.dataset);
      }
      const history = await runEpochs(
        core,
        model,
        await preparePasses(core, built, training, validation, options),
        options,
      );
      await takeAverages(core, built);
      return history;
    } finally {
      for (const { release } of feeds) release();
    }
  });
}

/** Where averages of the weights are kept, the model has them after training. */
async function takeAverages(core: ModelCore, built: BuiltModel): Promise<void> {
  const { objective, slots, iterations } = core.setup(built, 'fit');
  if (objective.optimizer.useEma !== true) return;
  const { store } = core.session;
  // Before the first step there is no average.
  if ((await store.read(iterations))[0] === 0) return;
  for (const [{ variable }, own] of slots) await store.write(variable, await store.read(own[averageSlot]!));
}

type FeedData = (x: ArrayLikes | Dataset, y: ArrayLikes | undefined, prefix: string) => Promise<Dataset>;

interface WeightedData {
  readonly dataset: Dataset;
  /** Factors of the samples' losses. */
  readonly weights: Float32Array | undefined;
}

async function trainingWeights(
  built: BuiltModel,
  dataset: Dataset,
  { classWeight, sampleWeight }: CheckedOptions,
): Promise<Float32Array | undefined> {
  if (sampleWeight !== undefined) return readSampleWeight('sampleWeight', sampleWeight, dataset.count);
  if (classWeight === undefined) return undefined;
  // One output tells two classes apart.
  return classSampleWeight('fit', dataset, classWeight, Math.max(2, built.outputs[0]!.shape.at(-1) ?? 1));
}

async function feedValidation(
  given: ValidationData | undefined,
  feedData: FeedData,
): Promise<WeightedData | undefined> {
  if (given === undefined) return undefined;
  const prefix = 'validation ';
  if (given instanceof Dataset) return { dataset: await feedData(given, undefined, prefix), weights: undefined };
  const [x, y, sampleWeight] = given;
  const dataset = await feedData(x, y, prefix);
  if (sampleWeight === undefined) return { dataset, weights: undefined };
  return { dataset, weights: await readSampleWeight('validation sampleWeight', sampleWeight, dataset.count) };
}

async function preparePasses(
  core: ModelCore,
  built: BuiltModel,
  { dataset, weights }: WeightedData,
  validation: WeightedData | undefined,
  { batchSize, validationSplit, shuffle, stepsPerChunk, signal, terminateOnNaN, classWeight }: CheckedOptions,
): Promise<Passes> {
  const setup = core.setup(built, 'fit');
  const count = splitCount(dataset.count, validationSplit);
  const batch = Math.min(batchSize, count);
  const rest = count % batch;
  const order = core.session.room('order', 'i32', count);
  const weightRoom = weights && core.session.room('weights', 'f32', dataset.count);
  await weightRoom?.write(weights!);
  const compile = (size: number): ReturnType<typeof compileTraining> =>
    compileTraining(core, built, setup, dataset, size, order, weightRoom, !terminateOnNaN);
  const full = await compile(batch);
  const short = rest === 0 ? undefined : await compile(rest);
  const { store } = core.session;
  const trainingPace = new Pace(store.device!, stepsPerChunk);
  const validationPace = new Pace(store.device!, stepsPerChunk);
  const { measures } = setup;
  const conditions = trainingConditions({ dataset, weights }, validation, { batchSize, shuffle, validationSplit });

  const train: Passes['train'] = async (epoch, afterChunk) => {
    const places = shuffle
      ? await permutationInTurns(core.seed, shuffleStream(epoch), count)
      : Int32Array.from({ length: count }, (_, i) => i);
    await order.write(places);
    return runPass({
      inTurn: (work, aborted) => core.session.inTurn(work, aborted),
      store,
      sums: setup.trainingSums,
      measures,
      batch,
      first: 0,
      count,
      full,
      short,
      pace: trainingPace,
      phase: 'training',
      epoch,
      signal,
      allowNonFinite: !terminateOnNaN,
      beforeChunk: () => core.writeLearningRate(setup),
      afterChunk,
    });
  };
  // Samples held out keep their own weights; weights of classes are for training only, as in Keras.
  const heldOut = { dataset, weights: classWeight === undefined ? weights : undefined };
  const held = validation ?? (count < dataset.count ? heldOut : undefined);
  if (held === undefined) return { measures, conditions, train };
  const first = validation === undefined ? count : 0;
  const range = {
    first,
    count: held.dataset.count - first,
    batch: batchSize,
    weights: held.weights,
    pace: validationPace,
    phase: 'validation',
    signal,
    allowNonFinite: !terminateOnNaN,
  } as const;
  return { measures, conditions, train, validate: (epoch) => evaluatePass(core, held.dataset, { ...range, epoch }) };
}

/** Samples left for training, counted as Keras does. @throws DataError where the split leaves one part empty. */
function splitCount(count: number, validationSplit: number): number {
  if (validationSplit === 0) return count;
  const training = Math.floor(count * (1 - validationSplit));
  if (training > 0 && training < count) return training;
  throw new DataError('x', `samples on both sides of validationSplit ${validationSplit}`, `${count} samples`);
}

/** The step of training on `batch` samples, as a pass runs it. */
export function compileTraining(
  core: ModelCore,
  built: BuiltModel,
  setup: TrainingSetup,
  dataset: Dataset,
  batch: number,
  order: DeviceBuffer,
  weights: DeviceBuffer | undefined,
  allowNonFinite = false,
): ReturnType<typeof core.executable> {
  const isWeighted = weights !== undefined;
  const record = (): ReturnType<typeof recordTraining> =>
    recordTraining(built, setup, {
      ...batchShape(built, dataset),
      orderLength: order.length,
      batch,
      isWeighted,
      allowNonFinite,
    });
  const key = `train ${batch} of ${order.length}${isWeighted ? ' weighted' : ''}${allowNonFinite ? ' also NaN' : ''} ${targetsKey(dataset)}`;
  const buffers = { order, ...(weights === undefined ? {} : { weights }) };
  return core.executable({ key, dataset, record, buffers });
}
