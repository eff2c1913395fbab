/**
 * How far a model's training has come: what has to be kept beside parameters and optimizer state so that a training
 * which is continued ends with the bytes of one that never stopped. `serialize/training-state.ts` stores it.
 */
import { ArgumentError } from '@inkgrad/tensor';
import type { Callback, CallbackState, WatchedModel } from '../callbacks/callback.ts';
import { describe, isRecord } from '../define/names.ts';
import { ModelStateError } from '../errors.ts';
import type { TrainingConditions } from './conditions.ts';
import { emptyHistory, type History } from './history.ts';

/** What one callback remembered. */
export interface NamedCallbackState extends CallbackState {
  readonly name: string;
}

/** Given by `model.loadState`, taken by `fit({ resume })`. */
export interface TrainingState {
  /** Epochs done; the number of the next one. */
  readonly epoch: number;
  /** Of all epochs done. */
  readonly history: History;
  /** Training was ended before its last epoch, by a callback or by `stopTraining`. */
  readonly stopped: boolean;
  /** Of the callbacks that remember anything, in order. */
  readonly callbacks: readonly NamedCallbackState[];
  /** The data, and how it was gone through; undefined before any training. */
  readonly conditions: TrainingConditions | undefined;
}

export const untrained = (): TrainingState => ({
  epoch: 0,
  history: emptyHistory(),
  stopped: false,
  callbacks: [],
  conditions: undefined,
});

/** @throws ArgumentError unless `value` is what `loadState` gives */
export function checkTrainingState(where: string, value: unknown): TrainingState {
  const { epoch, callbacks, history } = isRecord(value) ? value : {};
  const holds = Number.isSafeInteger(epoch) && Array.isArray(callbacks) && isHistory(history, epoch as number);
  if (!holds) throw new ArgumentError(where, 'resume', 'what model.loadState(bytes) gives', describe(value));
  return value as unknown as TrainingState;
}

/** Whether it has one value an epoch for each name, up to an epoch. */
export function isHistory(value: unknown, epoch: number): value is History {
  if (!isRecord(value) || !isRecord(value['history'])) return false;
  const { epoch: epochs, seconds, history } = value;
  if (!Array.isArray(epochs)) return false;
  const columns = [seconds, ...Object.values(history)];
  const isWhole = columns.every((column) => Array.isArray(column) && column.length === epochs.length);
  return isWhole && epochs.every((own, at) => own === epoch - epochs.length + at);
}

/**
 * @throws ModelStateError unless the state is of the model as it is: loaded, and not trained since
 */
export function checkLoaded(state: TrainingState, now: TrainingState | undefined): void {
  if (now !== undefined && now.epoch === state.epoch && sameHistory(now.history, state.history)) return;
  const place = now === undefined ? 'within an epoch' : `after epoch ${now.epoch}`;
  throw new ModelStateError(
    `fit: resume wants a state that this model has loaded and not trained since: it is of a training after epoch ` +
      `${state.epoch}, and the model is ${place}; call loadState first.`,
  );
}

function sameHistory(a: History, b: History): boolean {
  const text = ({ epoch, history }: History): string => JSON.stringify([epoch, history]);
  return text(a) === text(b);
}

/** What the callbacks remember now. */
export function callbackStates(callbacks: readonly Callback<WatchedModel>[]): NamedCallbackState[] {
  return callbacks.flatMap((callback) =>
    callback.getState === undefined ? [] : [{ name: nameOf(callback), ...callback.getState() }],
  );
}

/** @throws ModelStateError unless the callbacks that remember anything are those of the state, in its order */
export function checkSameCallbacks(
  callbacks: readonly Callback<WatchedModel>[],
  { callbacks: states }: TrainingState,
): void {
  const given = stateful(callbacks).map(nameOf);
  const saved = states.map(({ name }) => name);
  if (given.join() === saved.join()) return;
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  throw new ModelStateError(
    `fit: resume continues a training with the callbacks ${list(saved)}, in this order, but was given ${list(given)}; ` +
      'give the same, or give initialEpoch instead of resume to begin with new ones.',
  );
}

/** Gives the callbacks back what they remembered. */
export function restoreCallbacks(
  callbacks: readonly Callback<WatchedModel>[],
  { callbacks: states }: TrainingState,
): void {
  for (const [at, callback] of stateful(callbacks).entries()) callback.setState?.(states[at]!);
}

function stateful(callbacks: readonly Callback<WatchedModel>[]): Callback[] {
  return callbacks.filter(({ getState }) => getState !== undefined);
}

function nameOf({ name = 'callback' }: Callback): string {
  return name;
}
