/** Source: https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/, https://arxiv.org/abs/1608.03983 */
import { ArgumentError } from '@inkgrad/tensor';
import { defineSchedule } from '../define/define-schedule.ts';
import { defaulted, required } from '../define/field.ts';
import { nonNegative, positive, positiveWhole } from '../define/fields.ts';
import type { Arithmetic } from './arithmetic.ts';
import { initialLearningRate } from './decay-fields.ts';

/**
 * A cosine again and again, each time tMul times as long and from mMul times the rate before.
 * @example
 * adam({ learningRate: cosineDecayRestarts({ initialLearningRate: 0.01, firstDecaySteps: 1000 }) });
 */
export const cosineDecayRestarts = defineSchedule({
  name: 'cosineDecayRestarts',
  fields: {
    /** The rate of the first step. */
    initialLearningRate,
    /** Steps of the optimizer to the first restart. */
    firstDecaySteps: required(positiveWhole, 'Steps of the optimizer to the first restart.'),
    /** Each time is so many times as long as the one before, at least 1; 2 by default. */
    tMul: defaulted(positive, 2, 'Each time is so many times as long as the one before, at least 1; 2 by default.'),
    /** Each time begins at so many times the rate before; 1 by default. */
    mMul: defaulted(positive, 1, 'Each time begins at so many times the rate before; 1 by default.'),
    /** The smallest rate as a part of the largest; 0 by default. */
    alpha: defaulted(nonNegative, 0, 'The smallest rate as a part of the largest; 0 by default.'),
  },
  check: (where, { tMul }) => {
    if (tMul < 1) throw new ArgumentError(where, 'tMul', 'at least 1', tMul);
  },
  rate: (options, step, m) => {
    const { done, restarts } = placeOf(options, step, m);
    const height = m.exp(m.mul(restarts, Math.log(options.mMul)));
    const cosine = m.mul(m.add(m.cos(m.mul(done, Math.PI)), 1), 0.5 * (1 - options.alpha));
    return m.mul(m.add(m.mul(cosine, height), options.alpha), options.initialLearningRate);
  },
});

/** How much of the time since the last restart is done, in [0, 1), and how many restarts there were. */
function placeOf<T>(
  { firstDecaySteps, tMul }: { readonly firstDecaySteps: number; readonly tMul: number },
  step: T,
  m: Arithmetic<T>,
): { readonly done: T; readonly restarts: T } {
  const times = m.div(step, firstDecaySteps);
  if (tMul === 1) return { done: m.sub(times, m.floor(times)), restarts: m.floor(times) };
  // 1 + t + t² + … + tⁱ⁻¹ first times are over before time i.
  const restarts = m.floor(m.div(m.log(m.sub(1, m.mul(times, 1 - tMul))), Math.log(tMul)));
  const length = m.exp(m.mul(restarts, Math.log(tMul)));
  const before = m.div(m.sub(length, 1), tMul - 1);
  return { done: m.div(m.sub(times, before), length), restarts };
}
