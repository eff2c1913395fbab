/**
 * What the recurrent layers have in common: options, and the walk over the steps of a sequence, which is recorded step by
 * step: [batch, steps, features] → [batch, units], or [batch, steps, units] with returnSequences.
 * Source: https://keras.io/api/layers/recurrent_layers/
 */
import { add, concat, expandDims, full, matmul, mul, reshape, slice, type Tensor } from '@inkgrad/tensor';
import { activationName } from '../activations/activations.ts';
import type { Initializer } from '../define/define-initializer.ts';
import type { LayerCall, LayerPlan, WeightSpec } from '../define/define-layer.ts';
import { type CompletedOf, defaulted, optional, required } from '../define/field.ts';
import { flag, fraction, positiveWhole } from '../define/fields.ts';
import type { Spec } from '../define/spec.ts';
import { zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { orthogonal } from '../initializers/orthogonal.ts';
import { glorotUniform } from '../initializers/variance-scaling.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { dropped, maskOf } from './mask.ts';
import { sequenceShape } from './sequence-shape.ts';

export const recurrentFields = {
  /** Length of the state, and of the output of a step. */
  units: required(positiveWhole, 'Length of the state, and of the output of a step.'),
  /** "tanh" by default. */
  activation: defaulted(activationName, 'tanh'),
  /** true by default. */
  useBias: defaulted(flag, true),
  /** Of the weights for inputs; "glorotUniform" by default. */
  kernelInitializer: initializerOr(glorotUniform(), 'Of the weights for inputs; "glorotUniform" by default.'),
  /** Of the weights for the state before; "orthogonal" by default. */
  recurrentInitializer: initializerOr(orthogonal(), 'Of the weights for the state before; "orthogonal" by default.'),
  /** "zeros" by default. */
  biasInitializer: initializerOr(zeros()),
  /** Penalty on the kernel, added to the loss; none by default. */
  kernelRegularizer: optional(regularizer, 'Penalty on the kernel, added to the loss; none by default.'),
  /** Penalty on the recurrent kernel, added to the loss; none by default. */
  recurrentRegularizer: optional(regularizer, 'Penalty on the recurrent kernel, added to the loss; none by default.'),
  /** Penalty on the bias, added to the loss; none by default. */
  biasRegularizer: optional(regularizer, 'Penalty on the bias, added to the loss; none by default.'),
  /** Give the output of every step instead of the last one's; false by default. */
  returnSequences: defaulted(flag, false, "Give the output of every step instead of the last one's; false by default."),
  /** Begin with the last step; outputs come in the order in which they are made. false by default. */
  goBackwards: defaulted(
    flag,
    false,
    'Begin with the last step; outputs come in the order in which they are made. false by default.',
  ),
  /** Fraction of the inputs set to 0 in training, the same for all steps of a sequence; 0 by default. */
  dropout: defaulted(
    fraction,
    0,
    'Fraction of the inputs set to 0 in training, the same for all steps of a sequence; 0 by default.',
  ),
  /** Fraction of the state set to 0 in training, the same for all steps of a sequence; 0 by default. */
  recurrentDropout: defaulted(
    fraction,
    0,
    'Fraction of the state set to 0 in training, the same for all steps of a sequence; 0 by default.',
  ),
};

type RecurrentOptions = CompletedOf<typeof recurrentFields>;

/**
 * @param gates how many units-wide blocks the weights have
 * @param bias its shape and initializer
 */
export function planRecurrent(
  options: RecurrentOptions,
  x: Spec,
  name: string,
  gates: number,
  bias: { readonly shape: readonly number[]; readonly initializer: Initializer },
): LayerPlan {
  const [steps, features] = sequenceShape(name, x);
  const { units, kernelInitializer, recurrentInitializer, kernelRegularizer, recurrentRegularizer } = options;
  const weights: Record<string, WeightSpec> = {
    kernel: { shape: [features, gates * units], initializer: kernelInitializer, regularizer: kernelRegularizer },
    recurrentKernel: {
      shape: [units, gates * units],
      initializer: recurrentInitializer,
      regularizer: recurrentRegularizer,
    },
  };
  if (options.useBias) weights['bias'] = { ...bias, regularizer: options.biasRegularizer };
  return { output: { shape: options.returnSequences ? [steps, units] : [units], dtype: 'f32' }, weights };
}

/**
 * Walks over the steps.
 * @param inputBias added to the inputs' part of each step
 * @param states how many tensors [batch, units] a step hands on, the output first; all 0 before the first step
 * @param next the states after a step, from its inputs' part [batch, gates · units], the states before, and the product
 * of a state with the recurrent kernel or a part of it
 */
export function walk(
  options: RecurrentOptions,
  { x, weights, training }: LayerCall,
  inputBias: Tensor | undefined,
  states: number,
  next: (
    fromInput: Tensor,
    before: readonly Tensor[],
    recurrent: (state: Tensor, kernel?: Tensor) => Tensor,
  ) => readonly Tensor[],
): Tensor {
  const [batch, steps] = x.shape as [number, number];
  const { units, dropout, recurrentDropout, goBackwards, returnSequences } = options;
  const { kernel, recurrentKernel } = weights;
  // The same for all steps of a sequence.
  const inputs = dropped(x, [batch, 1, x.shape[2]!], dropout, training, 0);
  // The inputs' part of all steps is one product.
  const product = matmul(inputs, kernel!);
  const projected = inputBias === undefined ? product : add(product, inputBias);
  const width = projected.shape[2]!;
  const mask = maskOf([batch, units], recurrentDropout, training, 1);
  const recurrent = (state: Tensor, own = recurrentKernel!): Tensor =>
    matmul(mask === undefined ? state : mul(state, mask), own);
  let current: readonly Tensor[] = Array.from({ length: states }, () => full([batch, units], 0));
  const outputs: Tensor[] = [];
  for (let at = 0; at < steps; at++) {
    const step = goBackwards ? steps - 1 - at : at;
    const fromInput = reshape(slice(projected, [0, step, 0], [batch, 1, width]), [batch, width]);
    current = next(fromInput, current, recurrent);
    outputs.push(current[0]!);
  }
  if (!returnSequences) return outputs.at(-1)!;
  return concat(
    outputs.map((output) => expandDims(output, 1)),
    1,
  );
}

/** One of the blocks that lie side by side in the last axis of [batch, gates · units]. */
export function gate(x: Tensor, at: number, units: number): Tensor {
  return slice(x, [0, at * units], [x.shape[0]!, units]);
}
