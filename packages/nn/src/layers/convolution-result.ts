/** What follows a convolution: bias, activation and the penalty on the output. */
import { add, type Tensor } from '@inkgrad/tensor';
import { type ActivationName, activate } from '../activations/activations.ts';
import type { Initializer } from '../define/define-initializer.ts';
import type { LayerCall, WeightSpec } from '../define/define-layer.ts';
import type { Regularizer } from '../regularizers/regularizers.ts';
import { activityPenalty } from './activity-penalty.ts';

interface ResultOptions {
  readonly activation: ActivationName;
  readonly activityRegularizer?: Regularizer | undefined;
}

interface BiasOptions {
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer?: Regularizer | undefined;
}

/** The bias of so many filters, where the layer has one. */
export function biasWeight(
  { useBias, biasInitializer, biasRegularizer }: BiasOptions,
  filters: number,
): Readonly<Record<string, WeightSpec>> {
  if (!useBias) return {};
  return { bias: { shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer } };
}

/** activation(product + bias) */
export function finished(
  { activation, activityRegularizer }: ResultOptions,
  product: Tensor,
  { weights: { bias }, addLoss }: LayerCall,
): Tensor {
  const values = activate(activation, bias === undefined ? product : add(product, bias));
  activityPenalty(activityRegularizer, values, addLoss);
  return values;
}
