/** An activation function as a layer of its own. Source: https://keras.io/api/layers/core_layers/activation/ */
import { type ActivationName, activate, checkActivation } from '../activations/activations.ts';
import { completeLayerOptions, type LayerOptions, type LayerRule } from '../define/layer.ts';
import { checkKeys } from '../define/names.ts';

export interface ActivationLayer extends LayerOptions {
  readonly type: 'activation';
  readonly activation: ActivationName;
}

/** @throws UnknownNameError that lists the known activations. */
export function activation(name: ActivationName, options: LayerOptions = {}): ActivationLayer {
  return activationRule.complete('activation', { ...options, activation: name });
}

export const activationRule: LayerRule<ActivationLayer> = {
  title: 'Activation',
  complete: (where, options) => {
    checkKeys(where, options, ['type', 'activation', 'name', 'inputShape']);
    const name = checkActivation(where, options['activation']);
    return { type: 'activation', activation: name, ...completeLayerOptions(where, options) };
  },
  outputShape: (_, __, inputShape) => inputShape,
  parameters: () => [],
  apply: (layer, { x }) => activate(layer.activation, x),
  activityRegularizer: () => undefined,
};
