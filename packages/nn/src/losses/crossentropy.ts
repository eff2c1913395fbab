/**
 * What cross-entropies have in common. Those of a softmax or sigmoid that ends the model are taken from its logits; other
 * probabilities are clipped to [1e-7, 1 − 1e-7] as Keras does. What is neither logits nor probabilities is refused before
 * training: `training/check-output.ts`. Source: https://keras.io/api/losses/probabilistic_losses/
 */
import { maximum, minimum, type Tensor } from '@inkgrad/tensor';
import { defaulted } from '../define/field.ts';
import { flag, probability } from '../define/fields.ts';

export const crossentropyFields = {
  /** The outputs are logits; false by default. The logits of a softmax or sigmoid that ends the model are found without it. */
  fromLogits: defaulted(
    flag,
    false,
    'The outputs are logits; false by default. The logits of a softmax or sigmoid that ends the model are found without it.',
  ),
};

/** Share of each target that is spread over all classes, in [0, 1]; 0 by default. Source: https://arxiv.org/abs/1512.00567 */
export const labelSmoothing = defaulted(probability, 0, 'Share of each target that is spread over all classes.');

const epsilon = 1e-7;

/** p, brought into [1e-7, 1 − 1e-7]. */
export function clipProbability(p: Tensor): Tensor {
  return minimum(maximum(p, epsilon), 1 - epsilon);
}
