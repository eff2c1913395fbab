/**
 * Adagrad: a ← a + g², w ← w − lr · g / √(a + ε), with ε inside the root as Keras has it.
 * Source: https://jmlr.org/papers/v12/duchi11a.html, https://keras.io/api/optimizers/adagrad/
 */
import { add, div, mul, sqrt, square, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { nonNegative, positive } from '../define/fields.ts';
import { learningRate } from '../schedules/learning-rate.ts';

/**
 * Steps divided by the root of the sum of all squared gradients so far.
 * @example
 * model.compile({ optimizer: adagrad({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy' });
 */
export const adagrad = defineOptimizer({
  name: 'adagrad',
  fields: {
    /** 0.001 by default. */
    learningRate: defaulted(learningRate, 0.001),
    /** What the sums begin with; 0.1 by default. */
    initialAccumulatorValue: defaulted(nonNegative, 0.1, 'What the sums begin with; 0.1 by default.'),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
  },
  slots: ({ initialAccumulatorValue }) => ({ accumulator: initialAccumulatorValue }),
  next: ({ epsilon }, { weight, gradient, slots, learningRate }) => {
    const accumulator = add(slots.accumulator, square(gradient));
    const step = div(mul(gradient, learningRate), sqrt(add(accumulator, epsilon)));
    return { weight: sub(weight, step), slots: { accumulator } };
  },
});
