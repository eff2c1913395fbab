/** Source: https://keras.io/api/losses/hinge_losses/ */
import { maximum, mean, mul, square, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';
import { asSigns } from './signs.ts';

/**
 * Mean of max(1 − y · p, 0)², with targets −1 and 1; targets 0 count as −1.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'squaredHinge' }); // or squaredHinge()
 */
export const squaredHinge = defineLoss({
  name: 'squaredHinge',
  fields: {},
  classes: true,
  perSample: (_, { outputs, targets }) => overSample(mean, square(maximum(sub(1, mul(asSigns(targets), outputs)), 0))),
});
