/** The penalty on what a layer gives, as Keras counts it: summed over the batch and divided by its size. */
import { div, type Tensor } from '@inkgrad/tensor';
import type { LayerCall } from '../define/define-layer.ts';
import { penalty, type Regularizer } from '../regularizers/regularizers.ts';

export function activityPenalty(
  regularizer: Regularizer | undefined,
  values: Tensor,
  addLoss: LayerCall['addLoss'],
): void {
  const own = regularizer && penalty(regularizer, values);
  if (own) addLoss(div(own, values.shape[0]!));
}
