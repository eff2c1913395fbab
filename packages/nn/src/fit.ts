/**
 * Training: epochs of one pass over the samples in a new order each, then validation. The data is on the device; an
 * epoch needs from the host its order of samples and a call per chunk of steps.
 */
import { ArgumentError, type Device, permutation } from '@inkgrad/tensor';
import type { BuiltModel } from './built-model.ts';
import { type Callback, callHooks, hookNames } from './callbacks.ts';
import { flag, fraction, nonNegativeWhole, positiveWhole } from './check.ts';
import { Dataset } from './data/dataset.ts';
import type { Feed, TrainingData } from './data/feed.ts';
import type { ArrayLike } from './data/source.ts';
import { DataError } from './errors.ts';
import { batchShape, evaluatePass, feedModel, targetsKey } from './evaluate.ts';
import { addEpoch, emptyHistory, type History, type Logs, validationName } from './history.ts';
import type { ModelCore } from './model-core.ts';
import { checkKeys, describe } from './names.ts';
import { Pace } from './pace.ts';
import { runPass } from './pass.ts';
import { shuffleStream } from './streams.ts';
import { recordTrainStep } from './train-step.ts';
import { checkTargets, type TrainingSetup } from './training-setup.ts';

export interface FitOptions {
  /** Number of the epoch to stop before; epochs [initialEpoch, epochs) are trained. 1 by default. */
  readonly epochs?: number;
  /** 32 by default; at most the number of samples is used. */
  readonly batchSize?: number;
  /** Evaluated after each epoch; none by default. */
  readonly validationData?: TrainingData;
  /** Fraction of the samples, taken from the end before any shuffling, to validate with; 0 by default. */
  readonly validationSplit?: number;
  /** A new order of the samples each epoch, a function of the model's seed and the epoch; true by default. */
  readonly shuffle?: boolean;
  readonly callbacks?: readonly Callback[];
  /** Ends training at the next chunk of steps; `fit` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** By default the one the model is on, else the data set's, else `openDevice('auto')`. */
  readonly device?: Device;
  /** Epoch to start at, to continue a run; 0 by default. */
  readonly initialEpoch?: number;
  /** Steps between two looks at progress; by default what takes about 150 ms. Affects no result. */
  readonly stepsPerChunk?: number;
}

const optionNames = [
  'epochs',
  'batchSize',
  'validationData',
  'validationSplit',
  'shuffle',
  'callbacks',
  'signal',
  'device',
  'initialEpoch',
  'stepsPerChunk',
];

interface CheckedOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly initialEpoch: number;
  readonly validationData: TrainingData | undefined;
  readonly validationSplit: number;
  readonly shuffle: boolean;
  readonly callbacks: readonly Callback[];
  readonly stepsPerChunk: number | undefined;
}

function checkOptions(options: FitOptions): CheckedOptions {
  checkKeys('fit', options, optionNames);
  const { callbacks = [], validationData, stepsPerChunk } = options;
  const epochs = positiveWhole('fit', 'epochs', options.epochs ?? 1);
  const initialEpoch = nonNegativeWhole('fit', 'initialEpoch', options.initialEpoch ?? 0);
  if (initialEpoch >= epochs) {
    throw new ArgumentError('fit', 'initialEpoch', `below epochs (${epochs})`, initialEpoch);
  }
  if (!Array.isArray(callbacks)) throw new ArgumentError('fit', 'callbacks', 'an array', describe(callbacks));
  for (const callback of callbacks as readonly Callback[]) checkCallback(callback);
  const validationSplit = fraction('fit', 'validationSplit', options.validationSplit ?? 0);
  if (validationData !== undefined && validationSplit > 0) {
    throw new ArgumentError('fit', 'validationSplit', '0 where validationData is given', validationSplit);
  }
  const isPair = Array.isArray(validationData) && validationData.length === 2;
  if (validationData !== undefined && !isPair && !(validationData instanceof Dataset)) {
    throw new ArgumentError('fit', 'validationData', '[x, y] or a data set', describe(validationData));
  }
  return {
    epochs,
    initialEpoch,
    batchSize: positiveWhole('fit', 'batchSize', options.batchSize ?? 32),
    validationData,
    validationSplit,
    shuffle: flag('fit', 'shuffle', options.shuffle ?? true),
    callbacks,
    stepsPerChunk: stepsPerChunk === undefined ? undefined : positiveWhole('fit', 'stepsPerChunk', stepsPerChunk),
  };
}

function checkCallback(callback: unknown): void {
  if (typeof callback !== 'object' || callback === null) {
    throw new ArgumentError('fit', 'callbacks', `objects with ${hookNames.join(', ')}`, describe(callback));
  }
}

/** What training asks of the model it belongs to. */
export interface FitHost {
  stopTraining: boolean;
  history: History | undefined;
}

export async function fit(
  core: ModelCore,
  host: FitHost,
  x: ArrayLike | Dataset,
  y: ArrayLike | undefined,
  options: FitOptions,
): Promise<History> {
  const checked = checkOptions(options);
  const objective = core.requireObjective('fit');
  options.signal?.throwIfAborted();
  return core.exclusive('fit', async () => {
    const feeds: Feed[] = [];
    const feedData: FeedData = async (data, targets, prefix) => {
      const names = { x: `${prefix}x`, y: `${prefix}y` };
      const fed = await feedModel(core, data, targets, options.device, names);
      feeds.push(fed);
      return fed.dataset;
    };
    try {
      const dataset = await feedData(x, y, '');
      const built = core.build(dataset.sampleShape);
      checkTargets(built, objective, dataset);
      const validation = await feedValidation(checked.validationData, feedData);
      if (validation !== undefined) {
        core.checkInput(built, validation.sampleShape);
        checkTargets(built, objective, validation);
      }
      const run = await prepareRun(core, built, dataset, validation, checked, options.signal);
      return await runEpochs(host, run, checked);
    } finally {
      for (const { release } of feeds) release();
    }
  });
}

type FeedData = (x: ArrayLike | Dataset, y: ArrayLike | undefined, prefix: string) => Promise<Dataset>;

async function feedValidation(given: TrainingData | undefined, feedData: FeedData): Promise<Dataset | undefined> {
  if (given === undefined) return undefined;
  return given instanceof Dataset
    ? feedData(given, undefined, 'validation ')
    : feedData(given[0], given[1], 'validation ');
}

/** The passes of one epoch, ready to run. */
interface Run {
  train(epoch: number, afterChunk: (step: number, steps: number, logs: Logs) => Promise<boolean>): Promise<Logs>;
  validate?: (epoch: number) => Promise<Logs>;
}

async function prepareRun(
  core: ModelCore,
  built: BuiltModel,
  dataset: Dataset,
  validation: Dataset | undefined,
  { batchSize, validationSplit, shuffle, stepsPerChunk }: CheckedOptions,
  signal: AbortSignal | undefined,
): Promise<Run> {
  const setup = core.setup(built, 'fit');
  const count = splitCount(dataset.count, validationSplit);
  const batch = Math.min(batchSize, count);
  const rest = count % batch;
  const full = await compileTraining(core, built, setup, dataset, count, batch);
  const short = rest === 0 ? undefined : await compileTraining(core, built, setup, dataset, count, rest);
  const order = core.session.order(count);
  const trainingPace = new Pace(stepsPerChunk);
  const validationPace = new Pace(stepsPerChunk);
  const { store } = core.session;

  const train: Run['train'] = async (epoch, afterChunk) => {
    const places = shuffle
      ? permutation(core.seed, shuffleStream(epoch), count)
      : Int32Array.from({ length: count }, (_, i) => i);
    await order.write(places);
    return runPass({
      store,
      sums: setup.trainingSums,
      names: ['loss', ...setup.objective.metrics],
      batch,
      first: 0,
      count,
      full,
      short,
      pace: trainingPace,
      phase: 'training',
      epoch,
      signal,
      beforeChunk: () => core.writeLearningRate(setup),
      afterChunk,
    });
  };
  const held = validation ?? (count < dataset.count ? dataset : undefined);
  if (held === undefined) return { train };
  const first = validation === undefined ? count : 0;
  const range = {
    first,
    count: held.count - first,
    batch: batchSize,
    pace: validationPace,
    phase: 'validation',
    signal,
  } as const;
  return { train, validate: (epoch) => evaluatePass(core, held, { ...range, epoch }) };
}

/** Samples left for training, counted as Keras does. @throws DataError where the split leaves one part empty. */
function splitCount(count: number, validationSplit: number): number {
  if (validationSplit === 0) return count;
  const training = Math.floor(count * (1 - validationSplit));
  if (training > 0 && training < count) return training;
  throw new DataError('x', `samples on both sides of validationSplit ${validationSplit}`, `${count} samples`);
}

function compileTraining(
  core: ModelCore,
  built: BuiltModel,
  setup: TrainingSetup,
  dataset: Dataset,
  orderLength: number,
  batch: number,
): ReturnType<typeof core.session.executable> {
  const record = (): ReturnType<typeof recordTrainStep> =>
    recordTrainStep(built, setup, { ...batchShape(dataset), orderLength, batch });
  const key = `train ${batch} of ${orderLength} ${targetsKey(dataset)}`;
  return core.session.executable({ key, dataset, record, order: core.session.order(orderLength) });
}

async function runEpochs(
  host: FitHost,
  run: Run,
  { epochs, initialEpoch, callbacks }: CheckedOptions,
): Promise<History> {
  const history = emptyHistory();
  host.history = history;
  host.stopTraining = false;
  const ask = async (answer: Promise<boolean>): Promise<boolean> => {
    if (await answer) host.stopTraining = true;
    return host.stopTraining;
  };
  try {
    await ask(callHooks(callbacks, 'onTrainBegin'));
    for (let epoch = initialEpoch; epoch < epochs && !host.stopTraining; epoch++) {
      const started = performance.now();
      await ask(callHooks(callbacks, 'onEpochBegin', epoch));
      const training = await run.train(epoch, (step, steps, logs) =>
        ask(callHooks(callbacks, 'onBatchesEnd', { epoch, step, steps, logs })),
      );
      const validation = (await run.validate?.(epoch)) ?? {};
      const renamed = Object.entries(validation).map(([name, value]) => [validationName(name), value]);
      const logs: Logs = { ...training, ...Object.fromEntries(renamed) };
      addEpoch(history, epoch, logs, (performance.now() - started) / 1000);
      await ask(callHooks(callbacks, 'onEpochEnd', epoch, logs));
    }
  } finally {
    await callHooks(callbacks, 'onTrainEnd');
  }
  return history;
}
