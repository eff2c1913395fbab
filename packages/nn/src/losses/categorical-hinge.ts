/** Source: https://keras.io/api/losses/hinge_losses/ */
import { add, max, maximum, mean, mul, reshape, sub, sum } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * max(0, 1 + the largest wrong output − the right one), with one-hot targets over the last axis.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'categoricalHinge' }); // or categoricalHinge()
 */
export const categoricalHinge = defineLoss({
  name: 'categoricalHinge',
  fields: {},
  classes: true,
  perSample: (_, { outputs, targets }) => {
    const right = sum(mul(targets, outputs), { axes: -1 });
    const wrong = max(mul(sub(1, targets), outputs), { axes: -1 });
    const losses = maximum(add(sub(wrong, right), 1), 0);
    return overSample(mean, reshape(losses, [outputs.shape[0]!, -1]));
  },
});
