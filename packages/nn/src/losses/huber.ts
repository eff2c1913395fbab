/** Source: https://keras.io/api/losses/regression_losses/#huber-class */
import { abs, lessEqual, mean, mul, select, square, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { defaulted } from '../define/field.ts';
import { positive } from '../define/fields.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of ½ e² where |e| ≤ delta, else delta · |e| − ½ delta², with e = p − y: a square near 0 that far values do not rule.
 * Targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: huber({ delta: 0.5 }) });
 */
export const huber = defineLoss({
  name: 'huber',
  fields: {
    /** Where the square ends; 1 by default. */
    delta: defaulted(positive, 1, 'Where the square ends; 1 by default.'),
  },
  perSample: ({ delta }, { outputs, targets }) => {
    const error = sub(outputs, targets);
    const size = abs(error);
    const far = sub(mul(size, delta), 0.5 * delta * delta);
    return overSample(mean, select(lessEqual(size, delta), mul(square(error), 0.5), far));
  },
});
