/**
 * Hooks into training, what they are told, and what they may do with the model. Ready-made callbacks are the other
 * files of this folder; `epochs.ts` calls them.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nearestName } from '@inkgrad/tensor/text';
import type { NdArray } from '../data/nd-array.ts';
import { describe } from '../define/names.ts';
import { UnknownNameError } from '../errors.ts';
import type { History, Logs } from '../training/history.ts';

/** What a hook may return to end training early; the same as setting `model.stopTraining = true`. */
export type HookResult = void | 'stop' | Promise<void> | Promise<'stop' | undefined>;

/** Progress within an epoch, told once per chunk of steps. */
export interface BatchesProgress {
  /** Counted from 0. */
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps of an epoch; of a stream Infinity until its end is in sight. */
  readonly steps: number;
  /** Running means over the samples seen in this epoch. */
  readonly logs: Logs;
}

/** What every model lets callbacks do with it. */
export interface WatchedModel {
  stopTraining: boolean;
  learningRate: number;
  history: History | undefined;
  /** Copies of all weights, in layer order. */
  getWeights(): Promise<NdArray<Float32Array>[]>;
  /** Replaces all weights, given as `getWeights` gives them. */
  setWeights(weights: readonly NdArray[]): Promise<void>;
}

/** The model as callbacks see it; every `Model` of the main entry is one. */
export interface TrainedModel extends WatchedModel {
  /** All parameters, as the bytes of a safetensors file. */
  saveWeights(): Promise<Uint8Array>;
  /** All that is needed to continue the training to the bit, as bytes. */
  saveState(): Promise<Uint8Array>;
}

/** What is known when training begins. */
export interface TrainingParameters {
  /** Epochs [initialEpoch, epochs) are to be trained. */
  readonly epochs: number;
  readonly initialEpoch: number;
  /** The names of what each epoch's logs will hold. */
  readonly logs: readonly string[];
  /** Whether less or more of it is better, by its name in the logs; absent of what nobody has said it of. */
  readonly directions: Readonly<Record<string, 'min' | 'max'>>;
}

/** What a callback remembers from epoch to epoch, to be saved with the model. */
export interface CallbackState {
  readonly values: Readonly<Record<string, number>>;
  /** None by default. */
  readonly weights?: readonly NdArray<Float32Array>[];
}

/**
 * All fields are optional. Epochs are counted from 0. Source: https://keras.io/api/callbacks/base_callback/
 * @typeParam Seen what it sees of the model: `WatchedModel` for one that goes with every model
 */
export interface Callback<Seen extends WatchedModel = TrainedModel> {
  /** What it is called in errors and saved states; "callback" by default. */
  readonly name?: string;
  /** It changes the learning rate, so that each epoch's logs have a `learningRate`, the one trained with. */
  readonly schedulesLearningRate?: boolean;
  /** Begins anew, forgetting what an earlier training left. */
  onTrainBegin?(model: Seen, parameters: TrainingParameters): HookResult;
  /** Before the first step of an epoch, counted from 0. */
  onEpochBegin?(epoch: number): HookResult;
  /** After each chunk of steps, not after each step. */
  onBatchesEnd?(progress: BatchesProgress): HookResult;
  /** After validation; `logs` holds what the history gets. */
  onEpochEnd?(epoch: number, logs: Logs): HookResult;
  /** After the `onEpochEnd` of all callbacks, if the epoch is whole: the moment for `model.saveState()`. */
  onCheckpoint?(epoch: number, logs: Logs): HookResult;
  /** However training ends: after the last epoch, stopped, aborted or failed. */
  onTrainEnd?(): HookResult;
  /** What it remembers, after the hooks of an epoch; a callback without it remembers nothing that matters. */
  getState?(): CallbackState;
  /** Called after `onTrainBegin` where training continues from a saved state. */
  setState?(state: CallbackState): void;
}

export const hookNames = [
  'onTrainBegin',
  'onEpochBegin',
  'onBatchesEnd',
  'onEpochEnd',
  'onCheckpoint',
  'onTrainEnd',
] as const;
export type HookName = (typeof hookNames)[number];

/** @throws ArgumentError unless `value` is an array of objects */
export function checkCallbacks(where: string, value: unknown): readonly Callback<WatchedModel>[] {
  if (!Array.isArray(value)) throw new ArgumentError(where, 'callbacks', 'an array', describe(value));
  for (const callback of value) {
    if (typeof callback !== 'object' || callback === null) {
      throw new ArgumentError(where, 'callbacks', `objects with ${hookNames.join(', ')}`, describe(callback));
    }
    checkHooks(where, callback);
  }
  return value as readonly Callback<WatchedModel>[];
}

/** A hook that does not exist would never be called. @throws UnknownNameError, also for one of Keras's that is not here */
function checkHooks(where: string, callback: object): void {
  const known: readonly string[] = hookNames;
  for (let own = callback; own !== null && own !== Object.prototype; own = Object.getPrototypeOf(own) as object) {
    for (const name of Object.getOwnPropertyNames(own)) {
      if (!/^on[A-Z_]/.test(name) || known.includes(name)) continue;
      if (typeof callback[name as keyof object] !== 'function') continue;
      throw new UnknownNameError(where, 'callback hook', name, known, nearestName(name, known));
    }
  }
}

/** Calls one hook of all callbacks in order; true if one asks to stop. */
export async function callHooks<K extends HookName>(
  callbacks: readonly Callback<WatchedModel>[],
  hook: K,
  ...args: Parameters<NonNullable<Callback<WatchedModel>[K]>>
): Promise<boolean> {
  let stops = false;
  for (const callback of callbacks) {
    const call = callback[hook] as ((...args: unknown[]) => HookResult) | undefined;
    if ((await call?.apply(callback, args)) === 'stop') stops = true;
  }
  return stops;
}

/** Calls `onTrainEnd` of every callback, whatever the others do. @throws the first error among them */
export async function callEndHooks(callbacks: readonly Callback<WatchedModel>[]): Promise<void> {
  const errors: unknown[] = [];
  for (const callback of callbacks) await callHooks([callback], 'onTrainEnd').catch((error) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
