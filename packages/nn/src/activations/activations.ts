/** Activation functions by name. Source: https://keras.io/api/layers/activations/ */
import {
  abs,
  add,
  div,
  elu,
  erf,
  exp,
  leakyRelu,
  logSoftmax,
  maximum,
  minimum,
  mul,
  relu,
  sigmoid,
  softmax,
  softplus,
  type Tensor,
  tanh,
} from '@inkgrad/tensor';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { knownName } from '../define/names.ts';

/** Fixed points of selu, as Keras rounds them. */
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

function hardSigmoid(x: Tensor): Tensor {
  return minimum(maximum(add(div(x, 6), 0.5), 0), 1);
}

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
  /** x · Φ(x) with the normal distribution's Φ, exactly: x · ½ (1 + erf(x / √2)). Source: https://arxiv.org/abs/1606.08415 */
  gelu: (x: Tensor): Tensor => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  /** x · sigmoid(x), also called swish. Source: https://arxiv.org/abs/1702.03118 */
  silu: (x: Tensor): Tensor => mul(x, sigmoid(x)),
  /** 1.0507… · elu(x) with α = 1.6733…, which keep mean and variance. Source: https://arxiv.org/abs/1706.02515 */
  selu: (x: Tensor): Tensor => mul(elu(x, seluAlpha), seluScale),
  /** x / 6 + 1/2, brought into [0, 1] */
  hardSigmoid: (x: Tensor): Tensor => hardSigmoid(x),
  /** x · hardSigmoid(x), also called hard swish. Source: https://arxiv.org/abs/1905.02244 */
  hardSilu: (x: Tensor): Tensor => mul(x, hardSigmoid(x)),
  /** x · tanh(softplus(x)). Source: https://arxiv.org/abs/1908.08681 */
  mish: (x: Tensor): Tensor => mul(x, tanh(softplus(x))),
  /** x / (1 + |x|) */
  softsign: (x: Tensor): Tensor => div(x, add(1, abs(x))),
  /** eˣ */
  exponential: exp,
  /** max(x, 0), at most 6 */
  relu6: (x: Tensor): Tensor => minimum(relu(x), 6),
  /** Over the last axis. */
  softmax,
  /** Over the last axis. */
  logSoftmax,
} satisfies Record<string, (x: Tensor) => Tensor>;

/** The name of an activation: `'relu'`, `'tanh'` and the others of docs/models.md. */
export type ActivationName = keyof typeof activations;

/** @throws UnknownNameError that lists the known activations. */
function checkActivation(where: string, name: unknown): ActivationName {
  return knownName(where, 'activation', activations, name);
}

/** `#/$defs/activation` */
export const activationSchema: JsonSchema = {
  description: 'What is applied to the output of a layer.',
  enum: Object.keys(activations),
};

/** An activation as an option. */
export const activationName: Check<ActivationName> = {
  schema: { $ref: '#/$defs/activation' },
  complete: (where, _, value) => checkActivation(where, value),
};

export function activate(name: ActivationName, x: Tensor): Tensor {
  return activations[name](x);
}
