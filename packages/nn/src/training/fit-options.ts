/** The options of `fit`, completed and checked before any data moves. */
import { ArgumentError, type Device } from '@inkgrad/tensor';
import { type Callback, checkCallbacks, type TrainedModel, type WatchedModel } from '../callbacks/callback.ts';
import { Dataset } from '../data/dataset.ts';
import type { ValidationData } from '../data/feed.ts';
import { type ClassWeight, checkClassWeight } from '../data/sample-weights.ts';
import type { ArrayLike } from '../data/source.ts';
import { StreamSource } from '../data/stream-source.ts';
import { flag, fraction, nonNegativeWhole, positiveWhole } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import { checkSameCallbacks, checkTrainingState, type TrainingState } from './progress.ts';

/**
 * How `fit` trains: how long, in which batches, and who looks on.
 * @typeParam Seen what callbacks may do with the model
 */
export interface FitOptions<Seen extends WatchedModel = TrainedModel> {
  /** Number of the epoch to stop before; epochs [initialEpoch, epochs) are trained. 1 by default. */
  readonly epochs?: number;
  /** 32 by default; at most the number of samples is used. */
  readonly batchSize?: number;
  /** Evaluated after each epoch: [x, y], [x, y, sampleWeight], a data set or a stream; none by default. */
  readonly validationData?: ValidationData;
  /** Fraction of the samples, taken from the end before any shuffling, to validate with; 0 by default. */
  readonly validationSplit?: number;
  /** A new order of the samples each epoch, a function of the model's seed and the epoch; true by default. */
  readonly shuffle?: boolean;
  /** Called before and after epochs and chunks of steps, in their order; none by default. */
  readonly callbacks?: readonly Callback<Seen>[];
  /** Ends training at the next chunk of steps; `fit` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** By default the one the model is on, else the data set's, else a wasm device that all such models share. */
  readonly device?: Device;
  /** Epoch to start at, to train further; 0 by default. */
  readonly initialEpoch?: number;
  /**
   * Continue where a saved state left off: with its epoch, history and callback states. The model must have loaded it,
   * and callbacks that remember anything must be the same as then. History and weights become those of a training that
   * never stopped, bit by bit.
   */
  readonly resume?: TrainingState;
  /** Factor of the loss of each sample of a class, by class; 1 where absent. So are `weightedMetrics`. */
  readonly classWeight?: ClassWeight;
  /** Factor of each sample's loss [N]; the loss is Σ weight · loss / batch. So are `weightedMetrics`. */
  readonly sampleWeight?: ArrayLike;
  /** Throw NonFiniteLossError as soon as the loss is NaN or infinite; true by default. */
  readonly terminateOnNaN?: boolean;
  /** Steps between two looks at progress; by default what takes about 8 ms in a page, 100 ms elsewhere. Affects no result. */
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
  'resume',
  'classWeight',
  'sampleWeight',
  'terminateOnNaN',
  'stepsPerChunk',
];

export interface CheckedOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly initialEpoch: number;
  readonly resume: TrainingState | undefined;
  readonly validationData: ValidationData | undefined;
  readonly validationSplit: number;
  readonly shuffle: boolean;
  readonly callbacks: readonly Callback<WatchedModel>[];
  readonly signal: AbortSignal | undefined;
  readonly device: Device | undefined;
  readonly classWeight: ClassWeight | undefined;
  readonly sampleWeight: ArrayLike | undefined;
  readonly terminateOnNaN: boolean;
  readonly stepsPerChunk: number | undefined;
}

/** @throws ArgumentError, UnknownNameError, ModelStateError for `resume` with other callbacks */
export function checkFitOptions(options: FitOptions<WatchedModel>): CheckedOptions {
  checkKeys('fit', options, optionNames);
  const { stepsPerChunk, classWeight, sampleWeight } = options;
  const callbacks = checkCallbacks('fit', options.callbacks ?? []);
  const resume = options.resume === undefined ? undefined : checkTrainingState('fit', options.resume);
  if (resume !== undefined) checkSameCallbacks(callbacks, resume);
  if (classWeight !== undefined && sampleWeight !== undefined) {
    throw new ArgumentError('fit', 'classWeight', 'absent where sampleWeight is given', 'both');
  }
  return {
    ...checkEpochs(options, resume),
    ...checkValidation(options),
    resume,
    callbacks,
    signal: options.signal,
    device: options.device,
    batchSize: positiveWhole('fit', 'batchSize', options.batchSize ?? 32),
    shuffle: flag('fit', 'shuffle', options.shuffle ?? true),
    classWeight: classWeight === undefined ? undefined : checkClassWeight('fit', classWeight),
    sampleWeight,
    terminateOnNaN: flag('fit', 'terminateOnNaN', options.terminateOnNaN ?? true),
    stepsPerChunk: stepsPerChunk === undefined ? undefined : positiveWhole('fit', 'stepsPerChunk', stepsPerChunk),
  };
}

/** @throws ArgumentError for what only data that is whole has */
export function checkStreamOptions({ shuffle, validationSplit = 0, sampleWeight }: FitOptions<WatchedModel>): void {
  if (shuffle !== undefined) {
    throw new ArgumentError('fit', 'shuffle', 'absent for a stream, which has a shuffleBuffer of its own', shuffle);
  }
  if (validationSplit !== 0) {
    throw new ArgumentError('fit', 'validationSplit', '0 for a stream, whose end nobody knows', validationSplit);
  }
  if (sampleWeight !== undefined) {
    throw new ArgumentError('fit', 'sampleWeight', 'absent for a stream, whose blocks have their own', 'it');
  }
}

function checkEpochs(
  options: FitOptions<WatchedModel>,
  resume: TrainingState | undefined,
): Pick<CheckedOptions, 'epochs' | 'initialEpoch'> {
  const epochs = positiveWhole('fit', 'epochs', options.epochs ?? 1);
  const initialEpoch = nonNegativeWhole('fit', 'initialEpoch', options.initialEpoch ?? resume?.epoch ?? 0);
  if (resume === undefined) {
    if (initialEpoch < epochs) return { epochs, initialEpoch };
    throw new ArgumentError('fit', 'initialEpoch', `below epochs (${epochs})`, initialEpoch);
  }
  if (initialEpoch !== resume.epoch) {
    throw new ArgumentError('fit', 'initialEpoch', `${resume.epoch} or absent, as resume is given`, initialEpoch);
  }
  // Training that was saved after its last epoch has only its end left to do.
  if (epochs < resume.epoch) throw new ArgumentError('fit', 'epochs', `at least ${resume.epoch}, as done`, epochs);
  return { epochs, initialEpoch };
}

function checkValidation({
  validationData,
  validationSplit = 0,
}: FitOptions<WatchedModel>): Pick<CheckedOptions, 'validationData' | 'validationSplit'> {
  fraction('fit', 'validationSplit', validationSplit);
  if (validationData !== undefined && validationSplit > 0) {
    throw new ArgumentError('fit', 'validationSplit', '0 where validationData is given', validationSplit);
  }
  const isArrays = Array.isArray(validationData) && (validationData.length === 2 || validationData.length === 3);
  const isSet = validationData instanceof Dataset || validationData instanceof StreamSource;
  if (validationData !== undefined && !isArrays && !isSet) {
    const expected = '[x, y], [x, y, sampleWeight], a data set or a stream';
    throw new ArgumentError('fit', 'validationData', expected, describe(validationData));
  }
  return { validationData, validationSplit };
}
