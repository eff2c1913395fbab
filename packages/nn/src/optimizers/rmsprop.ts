/**
 * RMSprop: v ← ρ · v + (1 − ρ) · g², step lr · g / √(v + ε), with ε inside the root as Keras has it; with momentum
 * u ← momentum · u + step and w ← w − u. Centered, v less the square of the gradient's mean.
 * Source: https://keras.io/api/optimizers/rmsprop/
 */
import { add, div, mul, sqrt, square, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { flag, fraction, positive } from '../define/fields.ts';
import { runningMean } from '../running-mean.ts';
import { learningRate } from '../schedules/learning-rate.ts';

type Slot = 'velocity' | 'momentum' | 'averageGradient';

/**
 * Steps divided by a running root mean square of the gradient.
 * @example
 * model.compile({ optimizer: rmsprop({ learningRate: 0.001, momentum: 0.9 }), loss: 'sparseCategoricalCrossentropy' });
 */
export const rmsprop = defineOptimizer({
  name: 'rmsprop',
  fields: {
    /** 0.001 by default. */
    learningRate: defaulted(learningRate, 0.001),
    /** Decay of the running mean of squares, in [0, 1); 0.9 by default. */
    rho: defaulted(fraction, 0.9, 'Decay of the running mean of squares, in [0, 1); 0.9 by default.'),
    /** In [0, 1); 0 by default. */
    momentum: defaulted(fraction, 0, 'In [0, 1); 0 by default.'),
    /** 1e-7 by default. */
    epsilon: defaulted(positive, 1e-7),
    /** Divide by the deviation instead; false by default. */
    centered: defaulted(flag, false, 'Divide by the deviation instead; false by default.'),
  },
  slots: ({ momentum, centered }) =>
    ({
      velocity: 0,
      ...(momentum > 0 && { momentum: 0 }),
      ...(centered && { averageGradient: 0 }),
    }) as Record<Slot, number>,
  next: ({ rho, momentum, epsilon, centered }, { weight, gradient, slots, learningRate }) => {
    const velocity = runningMean(slots.velocity, square(gradient), rho);
    const averageGradient = centered ? runningMean(slots.averageGradient, gradient, rho) : undefined;
    const spread = averageGradient === undefined ? velocity : sub(velocity, square(averageGradient));
    const step = div(mul(gradient, learningRate), sqrt(add(spread, epsilon)));
    const moved = momentum > 0 ? add(mul(slots.momentum, momentum), step) : undefined;
    return {
      weight: sub(weight, moved ?? step),
      slots: {
        velocity,
        ...(moved && { momentum: moved }),
        ...(averageGradient && { averageGradient }),
      } as typeof slots,
    };
  },
});
