/** Cross-entropy of whole-number labels. Source: https://keras.io/api/losses/probabilistic_losses/ */
import { log, softmaxCrossEntropy } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { clipProbability, crossentropyFields } from './crossentropy.ts';

/**
 * −ln p[label], labels whole numbers: targets [batch], outputs [batch, classes].
 * @example
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
 */
export const sparseCategoricalCrossentropy = defineLoss({
  name: 'sparseCategoricalCrossentropy',
  fields: crossentropyFields,
  targets: 'labels',
  link: 'softmax',
  // The logarithm of a probability is a logit of it up to a constant of its row, which also normalizes the row.
  perSample: (_, { outputs, logits, targets }) => softmaxCrossEntropy(logits ?? log(clipProbability(outputs)), targets),
});
