/** Source: https://keras.io/api/losses/probabilistic_losses/ */
import { div, log, maximum, minimum, mul, sum } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Σ y · ln(y / p) over all axes but the first, of probabilities brought into [1e-7, 1].
 * @example
 * model.compile({ optimizer: 'adam', loss: 'klDivergence' }); // or klDivergence()
 */
export const klDivergence = defineLoss({
  name: 'klDivergence',
  fields: {},
  perSample: (_, { outputs, targets }) => {
    const [y, p] = [minimum(maximum(targets, 1e-7), 1), minimum(maximum(outputs, 1e-7), 1)];
    return overSample(sum, mul(y, log(div(y, p))));
  },
});
