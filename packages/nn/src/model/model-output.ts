/** What the last layer gives to losses and metrics. */

import type { Tensor } from '@inkgrad/tensor';
import type { ActivationName } from '../activations/activations.ts';

export interface ModelOutput {
  /** The model's answer: [batch, …]. */
  readonly values: Tensor;
  /** The last layer's values before its activation, so that a loss can take them in one numerically safe step. */
  readonly logits: Tensor;
  readonly activation: ActivationName;
}
