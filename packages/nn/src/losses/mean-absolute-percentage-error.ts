/** Source: https://keras.io/api/losses/regression_losses/ */
import { abs, div, maximum, mean, mul, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * 100 · mean of |y − p| / max(|y|, 1e-7) over all axes but the first; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanAbsolutePercentageError' }); // or meanAbsolutePercentageError()
 */
export const meanAbsolutePercentageError = defineLoss({
  name: 'meanAbsolutePercentageError',
  fields: {},
  perSample: (_, { outputs, targets }) =>
    mul(overSample(mean, abs(div(sub(targets, outputs), maximum(abs(targets), 1e-7)))), 100),
});
