/** Source: https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/ */
import { defineSchedule } from '../define/define-schedule.ts';
import { defaulted, required } from '../define/field.ts';
import { flag, nonNegative, positive, positiveWhole } from '../define/fields.ts';
import { initialLearningRate } from './decay-fields.ts';

/**
 * (initial − end) · (1 − step / decaySteps)^power + end, and end from decaySteps on.
 * @example
 * adam({ learningRate: polynomialDecay({ initialLearningRate: 0.01, decaySteps: 1000 }) });
 */
export const polynomialDecay = defineSchedule({
  name: 'polynomialDecay',
  fields: {
    /** The rate of the first step. */
    initialLearningRate,
    /** Steps of the optimizer to the last rate. */
    decaySteps: required(positiveWhole, 'Steps of the optimizer to the last rate.'),
    /** The last rate; 0.0001 by default. */
    endLearningRate: defaulted(nonNegative, 0.0001, 'The last rate; 0.0001 by default.'),
    /** 1, a straight line, by default. */
    power: defaulted(positive, 1, '1, a straight line, by default.'),
    /** Begin anew with twice, three times, … as many steps instead of staying at the end; false by default. */
    cycle: defaulted(
      flag,
      false,
      'Begin anew with twice, three times, … as many steps instead of staying at the end; false by default.',
    ),
  },
  rate: ({ initialLearningRate: first, decaySteps, endLearningRate: end, power, cycle }, step, m) => {
    const done = cycle
      ? m.div(step, m.mul(m.max(m.ceil(m.div(step, decaySteps)), 1), decaySteps))
      : m.div(m.min(step, decaySteps), decaySteps);
    const left = m.sub(1, done);
    // A logarithm of 0 is none; what is left of nothing is nothing.
    const raised = power === 1 ? left : m.whereLess(0, left, m.exp(m.mul(m.log(m.max(left, 1e-30)), power)), 0);
    return m.add(m.mul(raised, first - end), end);
  },
});
