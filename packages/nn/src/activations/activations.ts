/** Activation functions by name. Source: https://keras.io/api/layers/activations/ */
import { elu, leakyRelu, logSoftmax, relu, sigmoid, softmax, softplus, type Tensor, tanh } from '@inkgrad/tensor';
import type { Check } from '../define/field.ts';
import { knownName } from '../define/names.ts';

const activations = {
  /** x */
  linear: (x: Tensor): Tensor => x,
  relu,
  /** x where x > 0, else 0.2 · x */
  leakyRelu: (x: Tensor): Tensor => leakyRelu(x),
  /** x where x > 0, else eˣ − 1 */
  elu: (x: Tensor): Tensor => elu(x),
  softplus,
  sigmoid,
  tanh,
  /** Over the last axis. */
  softmax,
  /** Over the last axis. */
  logSoftmax,
} satisfies Record<string, (x: Tensor) => Tensor>;

export type ActivationName = keyof typeof activations;

/** @throws UnknownNameError that lists the known activations. */
function checkActivation(where: string, name: unknown): ActivationName {
  return knownName(where, 'activation', activations, name);
}

/** An activation as an option. */
export const activationName: Check<ActivationName> = {
  schema: { enum: Object.keys(activations) },
  complete: (where, _, value) => checkActivation(where, value),
};

export function activate(name: ActivationName, x: Tensor): Tensor {
  return activations[name](x);
}
