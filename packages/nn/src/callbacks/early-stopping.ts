/** Ends training when a quantity has stopped improving. Source: https://keras.io/api/callbacks/early_stopping/ */

import type { NdArray } from '../data/nd-array.ts';
import { finite, flag, nonNegativeWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { Callback, TrainedModel } from './callback.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** What `earlyStopping` watches, and how long it waits. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** A change must be larger than this to count as an improvement; 0 by default. */
  readonly minDelta?: number;
  /** Training ends after this many epochs without an improvement, at the first one where it is 0, the default. */
  readonly patience?: number;
  /** An improvement on the best value ends the waiting only if it improves on this too; none by default. */
  readonly baseline?: number;
  /** Put back the weights of the best epoch when training ends, in whatever way; false by default. */
  readonly restoreBestWeights?: boolean;
  /** Epochs before it, counted from 0, are not looked at; 0 by default. */
  readonly startFromEpoch?: number;
}

interface Memory {
  wait: number;
  best: number | undefined;
  bestWeights: readonly NdArray<Float32Array>[] | undefined;
}

/**
 * Stops when the monitored quantity has not improved for `patience` epochs. Unlike Keras it restores the best weights
 * also after an error or an abort. As in Keras the very first epoch never ends training.
 * @throws ArgumentError, UnknownNameError; when training begins, for a quantity that will not be logged
 * @example
 * const stop = earlyStopping({ monitor: 'loss', patience: 3, restoreBestWeights: true });
 * await model.fit(x, y, { epochs: 5, callbacks: [stop] });
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const where = 'earlyStopping';
  checkKeys(where, options, [
    'monitor',
    'mode',
    'minDelta',
    'patience',
    'baseline',
    'restoreBestWeights',
    'startFromEpoch',
  ]);
  const monitor = new Monitor(where, options, options.minDelta);
  const patience = nonNegativeWhole(where, 'patience', options.patience ?? 0);
  const baseline = options.baseline === undefined ? undefined : finite(where, 'baseline', options.baseline);
  const restores = flag(where, 'restoreBestWeights', options.restoreBestWeights ?? false);
  const startFromEpoch = nonNegativeWhole(where, 'startFromEpoch', options.startFromEpoch ?? 0);

  const fresh = (): Memory => ({ wait: 0, best: undefined, bestWeights: undefined });
  let memory = fresh();
  let model: TrainedModel;
  return {
    name: where,
    onTrainBegin: (trained, parameters) => {
      monitor.begin(parameters);
      model = trained;
      memory = fresh();
    },
    onEpochEnd: async (epoch, logs) => {
      if (epoch < startFromEpoch) return;
      const value = monitor.valueIn(logs);
      const isBetter = monitor.improves(value, memory.best);
      if (restores && (isBetter || memory.bestWeights === undefined)) memory.bestWeights = await model.getWeights();
      memory.wait++;
      if (isBetter) {
        memory.best = value;
        if (baseline === undefined || monitor.improves(value, baseline)) memory.wait = 0;
      } else if (memory.wait >= patience && epoch > 0) {
        model.stopTraining = true;
      }
    },
    onTrainEnd: async () => {
      if (memory.bestWeights !== undefined) await model.setWeights(memory.bestWeights);
    },
    getState: () => ({
      values: { wait: memory.wait, ...(memory.best === undefined ? {} : { best: memory.best }) },
      ...(memory.bestWeights === undefined ? {} : { weights: memory.bestWeights }),
    }),
    setState: ({ values, weights }) => {
      memory = { wait: values['wait'] ?? 0, best: values['best'], bestWeights: restores ? weights : undefined };
    },
  };
}
