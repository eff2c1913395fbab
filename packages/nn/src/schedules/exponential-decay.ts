/** Source: https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/ */
import { defineSchedule } from '../define/define-schedule.ts';
import { decayFields, decaysOf } from './decay-fields.ts';

/** initialLearningRate · decayRate^(step / decaySteps) */
export const exponentialDecayBySteps = defineSchedule({
  name: 'exponentialDecay',
  fields: decayFields,
  rate: (options, step, m) =>
    m.mul(m.exp(m.mul(decaysOf(options, step, m), Math.log(options.decayRate))), options.initialLearningRate),
});
