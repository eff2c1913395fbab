/** Reverse-mode differentiation of a recorded graph. The gradients are ordinary nodes of the same graph. */

import { checkDType, checkTensor, checkTensors } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { ones, zeros } from '../functions/creation.ts';
import { add } from '../functions/elementwise.ts';
import { gradientRules } from '../op/gradient-rules.ts';
import type { OpName } from '../op/op.ts';
import type { Tensor } from '../tensor.ts';
import { applyRule, customGradientOf } from './custom-gradient.ts';
import { topological } from './topological.ts';

/**
 * ∂loss/∂x for each x of `wrt`, each of x's shape; zeros where the loss does not depend on x.
 * @throws ArgumentError; DTypeError unless all are f32; ShapeError unless `loss` is a scalar.
 * @example
 * const x = tensor([1, 2, 3]);
 * const [slope] = gradient(sum(square(x)), [x]);
 * await evaluate(slope); // → [2, 4, 6]
 */
export function gradient(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  checkTensor('gradient', 'loss', loss);
  checkDType('gradient', 'loss', loss, 'f32');
  if (loss.shape.length !== 0) throw new ShapeError('gradient', [loss.shape], 'a scalar loss (use mean or sum)');
  checkTensors('gradient', 'wrt', wrt);
  wrt.forEach((x, at) => {
    checkDType('gradient', `wrt[${at}]`, x, 'f32');
  });
  const order = topological([loss]);
  const needed = dependents(order, wrt);
  const gradients = new Map<Tensor, Tensor>([[loss, ones([])]]);
  for (const node of order.reverse()) {
    const own = gradients.get(node);
    const custom = customGradientOf(node);
    const inputs = custom?.inputs ?? node.inputs;
    if (own === undefined || !inputs.some((x) => needed.has(x))) continue;
    const rule = gradientRules[node.op] as (node: Tensor<OpName>, own: Tensor) => readonly (Tensor | undefined)[];
    const parts = custom === undefined ? rule(node, own) : applyRule(custom, own);
    parts.forEach((part, position) => {
      const x = inputs[position]!;
      if (part === undefined || !needed.has(x)) return;
      const sofar = gradients.get(x);
      gradients.set(x, sofar === undefined ? part : add(sofar, part));
    });
  }
  return wrt.map((x) => gradients.get(x) ?? zeros(x.shape));
}

/** The nodes of `order` that depend on one of `sources`, sources included. */
function dependents(order: readonly Tensor[], sources: readonly Tensor[]): Set<Tensor> {
  const found = new Set<Tensor>(sources);
  for (const node of order) {
    const inputs = customGradientOf(node)?.inputs ?? node.inputs;
    if (inputs.some((x) => found.has(x))) found.add(node);
  }
  return found;
}
