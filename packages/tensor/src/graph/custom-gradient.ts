/**
 * Values whose gradient is given by a formula instead of by those of the ops that made them: where the sums that the rules would
 * give are more work, or rounded worse, than what is known of the whole. Both are ordinary nodes.
 */
import { checkDType, checkTensor, checkTensors } from '../check/tensor.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { shapesEqual } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';

/** From the gradient of a value to those of its inputs; `undefined` where there is none. */
export type CustomGradientRule = (gradient: Tensor) => readonly (Tensor | undefined)[];

export interface CustomGradient {
  readonly inputs: readonly Tensor[];
  readonly rule: CustomGradientRule;
}

const customGradients = new WeakMap<Tensor, CustomGradient>();

/** What was given for a node, if anything was. */
export const customGradientOf = (node: Tensor): CustomGradient | undefined => customGradients.get(node);

/**
 * `y` itself, with a gradient of its own: for a loss L, `rule(∂L/∂y)` is taken as ∂L/∂x of each x of `inputs`, and no gradient goes
 * any other way from y. What the rule returns has gradients of its own as any tensor has.
 * @param inputs what y was made of
 * @throws ArgumentError for an input that y does not depend on; when the gradient is taken, ShapeError unless the rule gives one of
 *   each input's shape.
 * @example
 * const x = tensor([1.2, 2.7]);
 * const rounded = customGradient(round(x), [x], (slope) => [slope]); // with the gradient of x
 * await evaluate([rounded, ...gradient(sum(rounded), [x])]); // → [[1, 3], [1, 1]]
 */
export function customGradient(y: Tensor, inputs: readonly Tensor[], rule: CustomGradientRule): Tensor {
  checkTensor('customGradient', 'y', y);
  checkTensors('customGradient', 'inputs', inputs);
  if (typeof rule !== 'function') throw new ArgumentError('customGradient', 'rule', 'a function', rule);
  const missing = notBehind(y, inputs);
  inputs.forEach((x, at) => {
    if (missing.has(x)) throw new ArgumentError('customGradient', `inputs[${at}]`, 'a tensor that y depends on', x.op);
  });
  // A view that changes nothing, so that `y` itself keeps the gradient of its op.
  const own = record('reshape', { shape: y.shape }, [y]);
  customGradients.set(own, { inputs, rule });
  return own;
}

/** Those of `inputs` that y does not depend on. What it was made of last is looked at first, and no more than it takes. */
function notBehind(y: Tensor, inputs: readonly Tensor[]): ReadonlySet<Tensor> {
  const missing = new Set(inputs);
  const seen = new Set([y]);
  // A Set visits what is added to it while it is iterated.
  for (const node of seen) {
    missing.delete(node);
    if (missing.size === 0) break;
    for (const x of node.inputs) seen.add(x);
  }
  return missing;
}

/** What the rule makes of a gradient, checked. */
export function applyRule({ inputs, rule }: CustomGradient, gradient: Tensor): readonly (Tensor | undefined)[] {
  const parts = rule(gradient);
  inputs.forEach((x, at) => {
    const part = parts[at];
    if (part === undefined) return;
    const name = `rule's gradient ${at}`;
    checkTensor('customGradient', name, part);
    checkDType('customGradient', name, part, 'f32');
    if (shapesEqual(part.shape, x.shape)) return;
    throw new ShapeError('customGradient', [x.shape, part.shape], `inputs[${at}] and its gradient of one shape`);
  });
  return parts;
}
