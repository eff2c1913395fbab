/** Source: https://keras.io/api/losses/hinge_losses/ */
import { maximum, mean, mul, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';
import { asSigns } from './signs.ts';

/**
 * Mean of max(1 − y · p, 0), with targets −1 and 1; targets 0 count as −1.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'hinge' }); // or hinge()
 */
export const hinge = defineLoss({
  name: 'hinge',
  fields: {},
  classes: true,
  perSample: (_, { outputs, targets }) => overSample(mean, maximum(sub(1, mul(asSigns(targets), outputs)), 0)),
});
