/**
 * Layer normalization: γ · (x − μ) / √(σ² + ε) + β, with μ and the biased σ² over the axes of each sample.
 * Source: https://arxiv.org/abs/1607.06450, https://keras.io/api/layers/normalization_layers/layer_normalization/
 */
import { mean, reshape, type Tensor, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional } from '../define/field.ts';
import { axisList, flag, positive } from '../define/fields.ts';
import { initializer } from '../initializers/initializer-table.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { sampleAxis } from './axes.ts';
import { normalize } from './normalize.ts';

/**
 * Brings the features of each sample to mean β and deviation γ.
 * @throws LayerShapeError for an axis that samples do not have
 */
export const layerNormalization = defineLayer({
  type: 'layerNormalization',
  title: 'LayerNormalization',
  fields: {
    /** The axis or axes that are normalized, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(axisList, [-1]),
    /** Added to the variance; 1e-3 by default. */
    epsilon: defaulted(positive, 1e-3),
    /** Add β; true by default. */
    center: defaulted(flag, true),
    /** Multiply by γ; true by default. */
    scale: defaulted(flag, true),
    /** "zeros" by default. */
    betaInitializer: defaulted(initializer, 'zeros'),
    /** "ones" by default. */
    gammaInitializer: defaulted(initializer, 'ones'),
    /** Penalty on β, added to the loss; none by default. */
    betaRegularizer: optional(regularizer),
    /** Penalty on γ, added to the loss; none by default. */
    gammaRegularizer: optional(regularizer),
  },
  plan: (options, [x], name) => {
    const axes = options.axis.map((axis) => sampleAxis(name, axis, x!.shape)).sort((a, b) => a - b);
    const shape = axes.map((axis) => x!.shape[axis]!);
    const { gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer } = options;
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: {
        ...(options.scale && { gamma: { shape, initializer: gammaInitializer, regularizer: gammaRegularizer } }),
        ...(options.center && { beta: { shape, initializer: betaInitializer, regularizer: betaRegularizer } }),
      },
    };
  },
  apply: ({ axis, epsilon }, { x, weights }) => {
    const axes = axis.map((own) => (own < 0 ? x.shape.length + own : own));
    const along = (weight: Tensor | undefined): Tensor | undefined =>
      weight &&
      reshape(
        weight,
        x.shape.map((length, at) => (axes.includes(at) ? length : 1)),
      );
    const over = { axes, keepDims: true };
    return normalize(x, mean(x, over), variance(x, over), {
      gamma: along(weights['gamma']),
      beta: along(weights['beta']),
      epsilon,
    });
  },
});
