/** Source: https://keras.io/api/losses/regression_losses/ */
import { add, mean, mul, softplus, sub } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * Mean of ln cosh(p − y): like a square near 0, like |p − y| − ln 2 far away; targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'logCosh' }); // or logCosh()
 */
export const logCosh = defineLoss({
  name: 'logCosh',
  fields: {},
  perSample: (_, { outputs, targets }) => {
    const error = sub(outputs, targets);
    // ln cosh x = x + softplus(−2x) − ln 2, which overflows nowhere.
    return overSample(mean, sub(add(error, softplus(mul(error, -2))), Math.LN2));
  },
});
