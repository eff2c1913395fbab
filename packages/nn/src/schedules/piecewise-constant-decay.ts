/** Source: https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/ */
import { ArgumentError, InternalError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { defineSchedule } from '../define/define-schedule.ts';
import { required } from '../define/field.ts';
import { listOf, nonNegativeWhole, positive } from '../define/fields.ts';

/**
 * values[0] up to and with step boundaries[0], then values[1] up to and with boundaries[1], …, the last value from there on.
 * @example
 * adam({ learningRate: piecewiseConstantDecay({ boundaries: [1000, 2000], values: [0.01, 0.005, 0.001] }) });
 */
export const piecewiseConstantDecay = defineSchedule({
  name: 'piecewiseConstantDecay',
  fields: {
    /** Steps, each above the one before, with which the values before them end. */
    boundaries: required(
      listOf(nonNegativeWhole, 'an array of whole numbers of at least 0'),
      'Steps, each above the one before, with which the values before them end.',
    ),
    /** Learning rates, one more than boundaries. */
    values: required(listOf(positive, 'an array of numbers above 0'), 'Learning rates, one more than boundaries.'),
  },
  check: (where, { boundaries, values }) => {
    if (values.length !== boundaries.length + 1) {
      const expected = `${plural(boundaries.length + 1, 'learning rate')}, one more than boundaries`;
      throw new ArgumentError(where, 'values', expected, `${values.length}`);
    }
    const wrong = boundaries.findIndex((step, at) => at > 0 && step <= boundaries[at - 1]!);
    if (wrong >= 0) throw new ArgumentError(where, `boundaries[${wrong}]`, 'above the one before', boundaries[wrong]);
  },
  rate: ({ boundaries, values }, step, m) => {
    const last = values.at(-1);
    if (last === undefined) throw new InternalError('a piecewise constant schedule without values');
    return boundaries.reduceRight(
      (later, boundary, at) => m.whereLess(boundary, step, later, values[at]!),
      m.add(m.mul(step, 0), last),
    );
  },
});
