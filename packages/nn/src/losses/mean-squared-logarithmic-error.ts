/** Source: https://keras.io/api/losses/regression_losses/ */
import { add, log, maximum, mean, square, sub, type Tensor } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of (ln(1 + y) − ln(1 + p))² over all axes but the first, of values of at least 0; smaller ones count as 1e-7.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredLogarithmicError' }); // or meanSquaredLogarithmicError()
 */
export const meanSquaredLogarithmicError = defineLoss({
  name: 'meanSquaredLogarithmicError',
  fields: {},
  perSample: (_, { outputs, targets }) => overSample(mean, square(sub(logarithm(targets), logarithm(outputs)))),
});

function logarithm(x: Tensor): Tensor {
  return log(add(maximum(x, 1e-7), 1));
}
