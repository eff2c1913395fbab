/** Source: https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/ */
import { defineSchedule } from '../define/define-schedule.ts';
import { decayFields, decaysOf } from './decay-fields.ts';

/**
 * initialLearningRate / (1 + decayRate · step / decaySteps), of an optimizer's learning rate.
 * @throws ArgumentError
 * @example
 * adam({ learningRate: inverseTimeDecay({ initialLearningRate: 0.01, decaySteps: 100, decayRate: 0.5 }) });
 */
export const inverseTimeDecay = defineSchedule({
  name: 'inverseTimeDecay',
  fields: decayFields,
  rate: (options, step, m) =>
    m.div(options.initialLearningRate, m.add(m.mul(decaysOf(options, step, m), options.decayRate), 1)),
});
