/**
 * Layer normalization: γ · (x − μ) / √(σ² + ε) + β, with μ and the biased σ² over the axes of each sample.
 * Source: https://arxiv.org/abs/1607.06450, https://keras.io/api/layers/normalization_layers/layer_normalization/
 */
import { mean, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { axisList, positive } from '../define/fields.ts';
import { sampleAxis } from './axes.ts';
import { along, normalize, scaleFields, scaleWeights } from './normalize.ts';

/**
 * Brings the features of each sample to mean β and deviation γ.
 * @throws LayerShapeError for an axis that samples do not have
 * @example
 * sequential({ inputShape: [10, 8], layers: [layerNormalization()] }).outputShape; // → [10, 8]
 */
export const layerNormalization = defineLayer({
  type: 'layerNormalization',
  title: 'LayerNormalization',
  fields: {
    /** The axis or axes that are normalized, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(
      axisList,
      [-1],
      'The axis or axes that are normalized, counted with the batch as 0; −1, the last, by default.',
    ),
    /** Added to the variance; 1e-3 by default. */
    epsilon: defaulted(positive, 1e-3, 'Added to the variance; 1e-3 by default.'),
    ...scaleFields,
  },
  plan: (options, [x], name) => {
    const axes = options.axis.map((axis) => sampleAxis(name, axis, x!.shape)).sort((a, b) => a - b);
    const shape = axes.map((axis) => x!.shape[axis]!);
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: scaleWeights(options, shape),
    };
  },
  apply: ({ axis, epsilon }, { x, weights }) => {
    const axes = axis.map((own) => (own < 0 ? x.shape.length + own : own));
    const isNormalized = (at: number): boolean => axes.includes(at);
    const over = { axes, keepDims: true };
    return normalize(x, mean(x, over), variance(x, over), {
      gamma: along(weights['gamma'], x.shape, isNormalized),
      beta: along(weights['beta'], x.shape, isNormalized),
      epsilon,
    });
  },
});
