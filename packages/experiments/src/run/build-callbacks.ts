/** From an experiment's callbacks, which are data, to those that `fit` takes. */
import {
  type Callback,
  cosineDecay,
  earlyStopping,
  exponentialDecay,
  type LearningRateSchedule,
  learningRateScheduler,
  reduceLROnPlateau,
  stepDecay,
  warmup,
} from '@inkgrad/nn';
import type { LearningRateScheduleConfig } from '../experiment/callbacks-schema.ts';
import type { Experiment } from '../experiment/schema.ts';
import { given } from '../given.ts';
import { stopAfterReaching } from './stop-after-reaching.ts';

/** @param epochs that are left for a decay without an end of its own */
function scheduleOf(config: LearningRateScheduleConfig, learningRate: number, epochs: number): LearningRateSchedule {
  const initialLearningRate = learningRate;
  switch (config.type) {
    case 'stepDecay':
      return stepDecay({ initialLearningRate, dropEpochs: config.dropEpochs, factor: config.factor });
    case 'exponentialDecay': {
      const { decayRate, decayEpochs, staircase } = config;
      return exponentialDecay({ initialLearningRate, decayRate, decayEpochs, staircase });
    }
    case 'cosineDecay':
      return cosineDecay({ initialLearningRate, decayEpochs: config.decayEpochs ?? epochs, alpha: config.alpha });
    case 'warmup': {
      const { target, from } = config;
      const left = Math.max(1, epochs - config.epochs);
      const following = target === undefined ? learningRate : scheduleOf(target, learningRate, left);
      return warmup({ epochs: config.epochs, from, target: following });
    }
  }
}

/**
 * New callbacks for one training, the learning rate's first: they remember things, so that no two trainings may share
 * them, and one that continues needs the same again.
 */
export function buildCallbacks({ callbacks, optimizer, epochs }: Experiment): Callback[] {
  const {
    learningRateSchedule: schedule,
    reduceLROnPlateau: plateau,
    earlyStopping: stopping,
    stopAfterReaching: reaching,
  } = callbacks ?? {};
  const { learningRate } = optimizer;
  return [
    // A schedule of the optimizer's own is refused beside one of the epochs.
    ...(schedule === undefined || typeof learningRate !== 'number'
      ? []
      : [learningRateScheduler(scheduleOf(schedule, learningRate, epochs))]),
    ...(plateau === undefined ? [] : [reduceLROnPlateau(plateau)]),
    ...(stopping === undefined ? [] : [earlyStopping(given(stopping))]),
    ...(reaching === undefined ? [] : [stopAfterReaching(reaching)]),
  ];
}
