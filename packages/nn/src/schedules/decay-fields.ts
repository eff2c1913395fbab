/** What the decays by a rate have in common. */
import { type CompletedOf, defaulted, required } from '../define/field.ts';
import { flag, positive, positiveWhole } from '../define/fields.ts';
import type { Arithmetic } from './arithmetic.ts';

export const initialLearningRate = required(positive, 'The rate of the first step.');

export const decayFields = {
  /** The rate of the first step. */
  initialLearningRate,
  /** Steps of the optimizer in which the rate decays once. */
  decaySteps: required(positiveWhole, 'Steps of the optimizer in which the rate decays once.'),
  /** How much it decays in them. */
  decayRate: required(positive, 'How much it decays in them.'),
  /** Decay in steps of decaySteps instead of steadily; false by default. */
  staircase: defaulted(flag, false, 'Decay in steps of decaySteps instead of steadily; false by default.'),
};

/** How often the rate has decayed: step / decaySteps, whole with `staircase`. */
export function decaysOf<T>({ decaySteps, staircase }: CompletedOf<typeof decayFields>, step: T, m: Arithmetic<T>): T {
  const decays = m.div(step, decaySteps);
  return staircase ? m.floor(decays) : decays;
}
