/** Source: https://keras.io/api/losses/regression_losses/ */
import { abs, mean, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of |p − y| over all axes but the first; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'meanAbsoluteError' }); // or meanAbsoluteError()
 */
export const meanAbsoluteError = defineLoss({
  name: 'meanAbsoluteError',
  fields: {},
  perSample: (_, { outputs, targets }) => overSample(mean, abs(sub(outputs, targets))),
});
