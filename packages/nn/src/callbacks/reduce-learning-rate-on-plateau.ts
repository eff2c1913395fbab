/**
 * Lowers the learning rate when a quantity has stopped improving.
 * Source: https://keras.io/api/callbacks/reduce_lr_on_plateau/
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegative, nonNegativeWhole, positive } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { Callback, TrainedModel } from './callback.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/** What `reduceLROnPlateau` watches, and by how much it lowers the learning rate. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** learningRate ← factor · learningRate; in (0, 1), 0.1 by default. */
  readonly factor?: number;
  /** Epochs without an improvement after which the rate is lowered; 10 by default. */
  readonly patience?: number;
  /** A change must be larger than this to count as an improvement; 1e-4 by default. */
  readonly minDelta?: number;
  /** Epochs after a reduction in which nothing is counted; 0 by default. */
  readonly cooldown?: number;
  /** The rate is never lowered below it; 0 by default. */
  readonly minLearningRate?: number;
}

interface Memory {
  wait: number;
  cooldownLeft: number;
  best: number | undefined;
}

/**
 * After `patience` epochs without an improvement: learningRate ← max(factor · learningRate, minLearningRate).
 * @throws ArgumentError, UnknownNameError; when training begins, for a quantity that will not be logged
 * @example
 * const lower = reduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 2 });
 * await model.fit(x, y, { epochs: 3, callbacks: [lower] });
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): Callback {
  const where = 'reduceLROnPlateau';
  checkKeys(where, options, ['monitor', 'mode', 'factor', 'patience', 'minDelta', 'cooldown', 'minLearningRate']);
  const monitor = new Monitor(where, options, options.minDelta ?? 1e-4);
  const factor = positive(where, 'factor', options.factor ?? 0.1);
  if (factor >= 1) throw new ArgumentError(where, 'factor', 'below 1', factor);
  const patience = nonNegativeWhole(where, 'patience', options.patience ?? 10);
  const cooldown = nonNegativeWhole(where, 'cooldown', options.cooldown ?? 0);
  const minLearningRate = nonNegative(where, 'minLearningRate', options.minLearningRate ?? 0);

  const fresh = (): Memory => ({ wait: 0, cooldownLeft: 0, best: undefined });
  let memory = fresh();
  let model: TrainedModel;
  const reduce = (): void => {
    if (model.learningRate <= minLearningRate) return;
    model.learningRate = Math.max(model.learningRate * factor, minLearningRate);
    memory.cooldownLeft = cooldown;
    memory.wait = 0;
  };
  return {
    name: where,
    schedulesLearningRate: true,
    onTrainBegin: (trained, parameters) => {
      monitor.begin(parameters);
      model = trained;
      memory = fresh();
    },
    onEpochEnd: (_, logs) => {
      const value = monitor.valueIn(logs);
      if (memory.cooldownLeft > 0) {
        memory.cooldownLeft--;
        memory.wait = 0;
      }
      if (monitor.improves(value, memory.best)) {
        memory.best = value;
        memory.wait = 0;
      } else if (memory.cooldownLeft === 0) {
        memory.wait++;
        if (memory.wait >= patience) reduce();
      }
    },
    getState: () => {
      const { wait, cooldownLeft, best } = memory;
      return { values: { wait, cooldownLeft, ...(best === undefined ? {} : { best }) } };
    },
    setState: ({ values }) => {
      memory = { wait: values['wait'] ?? 0, cooldownLeft: values['cooldownLeft'] ?? 0, best: values['best'] };
    },
  };
}
