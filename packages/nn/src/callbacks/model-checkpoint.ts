/**
 * Saves the model after epochs, with a function of the caller's. `@inkgrad/nn/node` has one that writes files.
 * Source: https://keras.io/api/callbacks/model_checkpoint/
 */
import { ArgumentError } from '@inkgrad/tensor';
import { finite, flag, positiveWhole } from '../define/check.ts';
import { checkKeys, describe } from '../define/names.ts';
import { ModelStateError } from '../errors.ts';
import type { Logs } from '../training/history.ts';
import type { Callback, TrainedModel } from './callback.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** A moment at which all of training can be saved. */
export interface Checkpoint {
  /** The epoch that is done, counted from 0. */
  readonly epoch: number;
  readonly logs: Logs;
  /** All that is needed to continue training; see `model.saveState`. */
  state(): Promise<Uint8Array>;
  /** The parameters alone; see `model.saveWeights`. */
  weights(): Promise<Uint8Array>;
}

/** When `modelCheckpoint` saves, and what saving is. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Training waits for it; an error of it ends training. */
  readonly save: (checkpoint: Checkpoint) => void | Promise<void>;
  /** Save only where the monitored quantity is better than at every earlier saving; false by default. */
  readonly saveBestOnly?: boolean;
  /** With saveBestOnly: only what is better than this is saved at all; none by default. */
  readonly initialValueThreshold?: number;
  /** Look at every so many epochs; 1 by default. */
  readonly everyEpochs?: number;
}

export const modelCheckpointKeys = ['monitor', 'mode', 'saveBestOnly', 'initialValueThreshold', 'everyEpochs'] as const;

/**
 * Calls `save` after epochs that are whole, once the other callbacks are done with them.
 * @throws ArgumentError, UnknownNameError; when training begins, for a quantity that will not be logged; ModelStateError for a
 * model of `@inkgrad/nn/core`, which has no methods to save it
 * @example
 * let best;
 * const keepBest = modelCheckpoint({
 *   monitor: 'loss',
 *   saveBestOnly: true,
 *   save: async ({ weights }) => {
 *     best = await weights();
 *   },
 * });
 * await model.fit(x, y, { epochs: 2, callbacks: [keepBest] });
 * best.length > 0; // → true
 */
export function modelCheckpoint(options: ModelCheckpointOptions): Callback {
  const where = 'modelCheckpoint';
  checkKeys(where, options, ['save', ...modelCheckpointKeys]);
  const { save, initialValueThreshold } = options;
  if (typeof save !== 'function') throw new ArgumentError(where, 'save', 'a function', describe(save));
  const monitor = new Monitor(where, options);
  const saveBestOnly = flag(where, 'saveBestOnly', options.saveBestOnly ?? false);
  const everyEpochs = positiveWhole(where, 'everyEpochs', options.everyEpochs ?? 1);
  if (initialValueThreshold !== undefined) {
    finite(where, 'initialValueThreshold', initialValueThreshold);
    if (!saveBestOnly) throw new ArgumentError(where, 'initialValueThreshold', 'absent without saveBestOnly', 'given');
  }

  let model: TrainedModel;
  let best: number | undefined;
  let isDue = false;
  return {
    name: where,
    onTrainBegin: (trained, parameters) => {
      if (!('saveState' in trained)) {
        const way = 'call saveState(model) in an onCheckpoint of your own';
        throw new ModelStateError(`${where} saves models of '@inkgrad/nn'; of one of core, ${way}.`);
      }
      if (saveBestOnly) monitor.begin(parameters);
      model = trained;
      best = initialValueThreshold;
    },
    onEpochEnd: (epoch, logs) => {
      // Decided here, so that the state saved in `onCheckpoint` knows the best value already.
      isDue = (epoch + 1) % everyEpochs === 0 && (!saveBestOnly || monitor.improves(monitor.valueIn(logs), best));
      if (isDue && saveBestOnly) best = monitor.valueIn(logs);
    },
    onCheckpoint: async (epoch, logs) => {
      if (!isDue) return;
      await save({ epoch, logs, state: () => model.saveState(), weights: () => model.saveWeights() });
    },
    getState: () => ({ values: best === undefined ? {} : { best } }),
    setState: ({ values }) => {
      best = values['best'];
    },
  };
}
