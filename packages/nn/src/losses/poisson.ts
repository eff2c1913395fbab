/** Source: https://keras.io/api/losses/probabilistic_losses/ */
import { add, log, mean, mul, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of p − y · ln(p + 1e-7): the negative logarithm of a Poisson distribution's probability, up to a constant.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'poisson' }); // or poisson()
 */
export const poisson = defineLoss({
  name: 'poisson',
  fields: {},
  perSample: (_, { outputs, targets }) => overSample(mean, sub(outputs, mul(targets, log(add(outputs, 1e-7))))),
});
