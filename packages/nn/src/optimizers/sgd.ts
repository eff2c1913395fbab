/**
 * Gradient descent: w ← w − lr · g; with momentum v ← momentum · v − lr · g and w ← w + v, or with Nesterov
 * w ← w + momentum · v − lr · g. Source: https://keras.io/api/optimizers/sgd/
 */
import { add, momentumUpdate, mul, sub } from '@inkgrad/tensor';
import { defineOptimizer } from '../define/define-optimizer.ts';
import { defaulted } from '../define/field.ts';
import { flag, fraction } from '../define/fields.ts';
import { learningRate } from '../schedules/learning-rate.ts';

/**
 * Steps along the negative gradient.
 * @throws ArgumentError for a rate that is not above 0, a momentum outside [0, 1), or two ways of clipping
 * @example
 * model.compile({ optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), loss: 'meanSquaredError' });
 */
export const sgd = defineOptimizer({
  name: 'sgd',
  fields: {
    /** 0.01 by default. */
    learningRate: defaulted(learningRate, 0.01),
    /** In [0, 1); 0 by default. */
    momentum: defaulted(fraction, 0, 'In [0, 1); 0 by default.'),
    /** Look ahead along the velocity; false by default. Without momentum it changes nothing. */
    nesterov: defaulted(
      flag,
      false,
      'Look ahead along the velocity; false by default. Without momentum it changes nothing.',
    ),
  },
  slots: ({ momentum }) => (momentum === 0 ? {} : { velocity: 0 }) as Record<'velocity', number>,
  next: ({ momentum, nesterov }, { weight, gradient, slots, learningRate }) => {
    const step = mul(gradient, learningRate);
    if (momentum === 0) return { weight: sub(weight, step), slots: {} as typeof slots };
    const velocity = sub(mul(slots.velocity, momentum), step);
    const next = nesterov ? sub(add(weight, mul(velocity, momentum)), step) : add(weight, velocity);
    return { weight: next, slots: { velocity } };
  },
  fused: ({ momentum, nesterov }, { weight, slots, gradient, learningRate }) =>
    momentum === 0
      ? undefined
      : [
          momentumUpdate({ parameter: weight, velocity: slots.velocity }, gradient, learningRate, {
            momentum,
            nesterov,
          }),
        ],
});
