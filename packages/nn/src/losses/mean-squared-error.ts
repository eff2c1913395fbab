/** Source: https://keras.io/api/losses/regression_losses/#meansquarederror-class */
import { mean, square, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of (p − y)² over all axes but the first; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError' }); // or meanSquaredError()
 */
export const meanSquaredError = defineLoss({
  name: 'meanSquaredError',
  fields: {},
  perSample: (_, { outputs, targets }) => overSample(mean, square(sub(outputs, targets))),
});
