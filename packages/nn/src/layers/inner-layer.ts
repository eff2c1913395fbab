/** A layer within a layer, such as the one that timeDistributed applies to each step. */
import type { Tensor } from '@inkgrad/tensor';
import { definitionOf, type LayerCall, type LayerPlan, type WeightSpec } from '../define/define-layer.ts';
import type { Layer } from '../define/layer.ts';

/** An inner layer's weights under the name of its use: "forward/kernel" is "forwardKernel". */
export function innerWeights(use: string, { weights = {} }: LayerPlan): Record<string, WeightSpec> {
  return Object.fromEntries(Object.entries(weights).map(([name, spec]) => [innerName(use, name), spec]));
}

/** What the inner layer gives for x, with its own weights out of those of the outer one. */
export function applyInner(use: string, layer: Layer, call: LayerCall, x: Tensor, streamUse = 0): Tensor {
  const names = Object.keys(call.weights).filter((name) => innerName(use, plainName(use, name)) === name);
  return definitionOf(layer)!.apply(layer, {
    ...call,
    inputs: [x],
    x,
    weights: Object.fromEntries(names.map((name) => [plainName(use, name), call.weights[name]!])),
    training: call.training && {
      ...call.training,
      stream: (own = 0) => call.training!.stream(streamUse + own),
    },
    update: (weight, value) => call.update(innerName(use, weight), value),
  });
}

function innerName(use: string, name: string): string {
  return use === '' ? name : `${use}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function plainName(use: string, name: string): string {
  const rest = name.slice(use.length);
  return use === '' ? name : `${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
}
