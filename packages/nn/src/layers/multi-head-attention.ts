/**
 * Attention: softmax(q · kᵀ / √keyDim) · v in several heads side by side, with projections before and after.
 * Source: https://arxiv.org/abs/1706.03762, https://keras.io/api/layers/attention_layers/multi_head_attention/
 */
import { add, iota, lessEqual, matmul, mul, reshape, select, softmax, type Tensor, transpose } from '@inkgrad/tensor';
import { defineLayer, type WeightSpec } from '../define/define-layer.ts';
import { defaulted, optional, required } from '../define/field.ts';
import { flag, fraction, positiveWhole } from '../define/fields.ts';
import { specText } from '../define/spec.ts';
import { LayerShapeError } from '../errors.ts';
import { zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { glorotUniform } from '../initializers/variance-scaling.ts';
import { dropped } from './mask.ts';
import { sequenceShape } from './sequence-shape.ts';

/**
 * Inputs: query [steps, features] and value [others, features], and key like value where it is not the value itself; of
 * one input all three are the same, which is self-attention. [batch, steps, features of query].
 * @throws LayerShapeError for inputs that are no sequences, or key and value of different lengths
 * @example
 * const words = input({ shape: [10, 64] });
 * multiHeadAttention({ numHeads: 4, keyDim: 16, useCausalMask: true }).apply(words).shape; // → [10, 64]
 */
export const multiHeadAttention = defineLayer({
  type: 'multiHeadAttention',
  title: 'MultiHeadAttention',
  inputs: [1, 3],
  fields: {
    /** How many heads look at once. */
    numHeads: required(positiveWhole, 'How many heads look at once.'),
    /** Length of a head's queries and keys. */
    keyDim: required(positiveWhole, "Length of a head's queries and keys."),
    /** Length of a head's values; keyDim by default. */
    valueDim: optional(positiveWhole, "Length of a head's values; keyDim by default."),
    /** Fraction of the attention set to 0 in training; 0 by default. */
    dropout: defaulted(fraction, 0, 'Fraction of the attention set to 0 in training; 0 by default.'),
    /** true by default. */
    useBias: defaulted(flag, true),
    /** Each step sees only itself and those before it; false by default. */
    useCausalMask: defaulted(flag, false, 'Each step sees only itself and those before it; false by default.'),
    /** "glorotUniform" by default. */
    kernelInitializer: initializerOr(glorotUniform()),
    /** "zeros" by default. */
    biasInitializer: initializerOr(zeros()),
  },
  plan: (options, inputs, name) => {
    const { numHeads, keyDim, valueDim = keyDim, useBias, kernelInitializer, biasInitializer } = options;
    const [query, value = query, key = value] = inputs.map((input) => sequenceShape(name, input));
    if (key![0] !== value![0]) {
      throw new LayerShapeError(name, 'key and value of as many steps', inputs.map(specText).join(' and '));
    }
    const weights: Record<string, WeightSpec> = {};
    const project = (use: string, from: number, to: number, bias = to): void => {
      weights[`${use}Kernel`] = { shape: [from, to], initializer: kernelInitializer };
      if (useBias) weights[`${use}Bias`] = { shape: [bias], initializer: biasInitializer };
    };
    project('query', query![1], numHeads * keyDim);
    project('key', key![1], numHeads * keyDim);
    project('value', value![1], numHeads * valueDim);
    project('output', numHeads * valueDim, query![1]);
    return { output: { shape: [...query!], dtype: 'f32' }, weights };
  },
  apply: (options, { inputs, weights, training }) => {
    const { numHeads, keyDim, useCausalMask } = options;
    const [query, value = query, key = value] = inputs as [Tensor, ...Tensor[]];
    const project = (x: Tensor, use: string): Tensor => {
      const product = matmul(x, weights[`${use}Kernel`]!);
      const bias = weights[`${use}Bias`];
      return bias === undefined ? product : add(product, bias);
    };
    const [batch, steps] = query.shape as [number, number];
    // [batch, heads, steps, length]
    const heads = (x: Tensor): Tensor =>
      transpose(reshape(x, [batch, x.shape[1]!, numHeads, x.shape[2]! / numHeads]), [0, 2, 1, 3]);
    const scaled = mul(heads(project(query, 'query')), 1 / Math.sqrt(keyDim));
    const scores = matmul(scaled, heads(project(key, 'key')), { transposeB: true });
    const seen = useCausalMask ? causal(scores) : scores;
    const attention = softmax(seen);
    const kept = dropped(attention, attention.shape, options.dropout, training);
    const joined = transpose(matmul(kept, heads(project(value, 'value'))), [0, 2, 1, 3]);
    return project(reshape(joined, [batch, steps, joined.shape[2]! * joined.shape[3]!]), 'output');
  },
});

/** Scores [batch, heads, steps, others] with what comes later out of sight. */
function causal(scores: Tensor): Tensor {
  const { shape } = scores;
  return select(lessEqual(iota(shape, 3), iota(shape, 2)), scores, -1e9);
}
