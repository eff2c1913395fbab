/** Source: https://keras.io/api/losses/regression_losses/#cosinesimilarity-class */
import { div, maximum, mean, mul, neg, sqrt, square, sum, type Tensor } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { overSample } from './over-sample.ts';

/**
 * −cos of the angle between outputs and targets along the last axis: −1 where they point the same way.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'cosineSimilarity' }); // or cosineSimilarity()
 */
export const cosineSimilarity = defineLoss({
  name: 'cosineSimilarity',
  fields: {},
  perSample: (_, { outputs, targets }) => neg(overSample(mean, sum(mul(unit(outputs), unit(targets)), { axes: -1 }))),
});

/** Vectors along the last axis at length 1; as Keras, none is divided by less than 1e-6. */
function unit(x: Tensor): Tensor {
  return div(x, sqrt(maximum(sum(square(x), { axes: -1, keepDims: true }), 1e-12)));
}
