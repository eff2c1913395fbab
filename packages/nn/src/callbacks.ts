/** Hooks into training. Each may be asynchronous; training waits for it. */
import type { Logs } from './history.ts';

/** What a hook may return to end training early; the same as setting `model.stopTraining = true`. */
export type HookResult = void | 'stop' | Promise<void> | Promise<'stop' | undefined>;

/** Progress within an epoch, told once per chunk of steps. */
export interface BatchesProgress {
  /** Counted from 0. */
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly steps: number;
  /** Running means over the samples seen in this epoch. */
  readonly logs: Logs;
}

/** All hooks are optional. Epochs are counted from 0. Source: https://keras.io/api/callbacks/base_callback/ */
export interface Callback {
  onTrainBegin?(): HookResult;
  onEpochBegin?(epoch: number): HookResult;
  /** After each chunk of steps, not after each step. */
  onBatchesEnd?(progress: BatchesProgress): HookResult;
  /** After validation; `logs` holds what the history gets. */
  onEpochEnd?(epoch: number, logs: Logs): HookResult;
  /** However training ends: after the last epoch, stopped, aborted or failed. */
  onTrainEnd?(): HookResult;
}

export type HookName = keyof Callback;
export const hookNames = ['onTrainBegin', 'onEpochBegin', 'onBatchesEnd', 'onEpochEnd', 'onTrainEnd'] as const;

/** Calls one hook of all callbacks in order; true if one asks to stop. */
export async function callHooks<K extends HookName>(
  callbacks: readonly Callback[],
  hook: K,
  ...args: Parameters<NonNullable<Callback[K]>>
): Promise<boolean> {
  let stops = false;
  for (const callback of callbacks) {
    const call = callback[hook] as ((...args: unknown[]) => HookResult) | undefined;
    if ((await call?.apply(callback, args)) === 'stop') stops = true;
  }
  return stops;
}
