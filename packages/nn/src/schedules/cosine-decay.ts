/** Source: https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/, https://arxiv.org/abs/1608.03983 */
import { ArgumentError } from '@inkgrad/tensor';
import { defineSchedule } from '../define/define-schedule.ts';
import { defaulted, optional, required } from '../define/field.ts';
import { nonNegative, nonNegativeWhole, positive, positiveWhole } from '../define/fields.ts';

/**
 * A straight rise from initialLearningRate to warmupTarget in warmupSteps, then along half a cosine to alpha times that in
 * decaySteps; without a warmupTarget the cosine begins at initialLearningRate.
 */
export const cosineDecayBySteps = defineSchedule({
  name: 'cosineDecay',
  fields: {
    /** The rate of the first step. */
    initialLearningRate: required(nonNegative, 'The rate of the first step.'),
    /** Steps of the optimizer from the largest rate to the smallest. */
    decaySteps: required(positiveWhole, 'Steps of the optimizer from the largest rate to the smallest.'),
    /** The smallest rate as a part of the largest; 0 by default. */
    alpha: defaulted(nonNegative, 0, 'The smallest rate as a part of the largest; 0 by default.'),
    /** The largest rate, where the rate first rises; none by default. */
    warmupTarget: optional(positive, 'The largest rate, where the rate first rises; none by default.'),
    /** Steps of the rise; 0 by default. */
    warmupSteps: defaulted(nonNegativeWhole, 0, 'Steps of the rise; 0 by default.'),
  },
  check: (where, { initialLearningRate, warmupTarget, warmupSteps }) => {
    if (warmupTarget === undefined && warmupSteps > 0) {
      throw new ArgumentError(where, 'warmupSteps', 'absent without warmupTarget', warmupSteps);
    }
    if (warmupTarget === undefined && initialLearningRate === 0) {
      throw new ArgumentError(where, 'initialLearningRate', 'above 0 without warmupTarget', initialLearningRate);
    }
  },
  rate: ({ initialLearningRate: first, decaySteps, alpha, warmupTarget, warmupSteps }, step, m) => {
    const largest = warmupTarget ?? first;
    const done = m.div(m.min(m.max(m.sub(step, warmupSteps), 0), decaySteps), decaySteps);
    const share = m.add(m.mul(m.add(m.cos(m.mul(done, Math.PI)), 1), 0.5 * (1 - alpha)), alpha);
    const falling = m.mul(share, largest);
    if (warmupTarget === undefined || warmupSteps === 0) return falling;
    const rising = m.add(m.mul(m.div(step, warmupSteps), largest - first), first);
    return m.whereLess(step, warmupSteps, rising, falling);
  },
});
