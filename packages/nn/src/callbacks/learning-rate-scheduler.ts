/**
 * Sets the learning rate at the beginning of each epoch.
 * Source: https://keras.io/api/callbacks/learning_rate_scheduler/
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegative } from '../define/check.ts';
import { describe } from '../define/names.ts';
import type { Callback, TrainedModel } from './callback.ts';

/**
 * The learning rate of each epoch, as a function.
 * @param epoch counted from 0
 * @param learningRate the one of the epoch before
 * @returns the epoch's learning rate
 */
export type LearningRateSchedule = (epoch: number, learningRate: number) => number;

/**
 * A callback that sets the learning rate before each epoch.
 * @throws ArgumentError for a schedule that is no function, or that gives anything but a number of at least 0
 * @example
 * const halved = learningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
 * await model.fit(x, y, { epochs: 3, callbacks: [halved] });
 */
export function learningRateScheduler(schedule: LearningRateSchedule): Callback {
  const where = 'learningRateScheduler';
  if (typeof schedule !== 'function') throw new ArgumentError(where, 'schedule', 'a function', describe(schedule));
  let model: TrainedModel;
  return {
    name: where,
    schedulesLearningRate: true,
    onTrainBegin: (trained) => {
      model = trained;
    },
    onEpochBegin: (epoch) => {
      model.learningRate = nonNegative(where, `schedule(${epoch})`, schedule(epoch, model.learningRate));
    },
  };
}
