/**
 * Batch normalization: γ · (x − μ) / √(σ² + ε) + β over all axes but one. In training μ and σ² are the batch's, biased,
 * and the running means follow them: moving ← moving · momentum + batch · (1 − momentum). In inference, and where the
 * layer is frozen, they are the running means.
 * Source: https://arxiv.org/abs/1502.03167, https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
import { add, mean, mul, reshape, type Tensor, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional } from '../define/field.ts';
import { flag, fraction, positive, whole } from '../define/fields.ts';
import { initializer } from '../initializers/initializer-table.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { sampleAxis } from './axes.ts';
import { normalize } from './normalize.ts';

/**
 * Brings each feature to mean β and deviation γ over the batch.
 * @throws LayerShapeError for an axis that samples do not have
 * @example
 * sequential([dense({ units: 64, useBias: false }), batchNormalization(), activation('relu')]);
 */
export const batchNormalization = defineLayer({
  type: 'batchNormalization',
  title: 'BatchNormalization',
  fields: {
    /** The axis of features, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(whole, -1),
    /** How slowly the running means follow, in [0, 1); 0.99 by default. */
    momentum: defaulted(fraction, 0.99),
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
    /** "zeros" by default. */
    movingMeanInitializer: defaulted(initializer, 'zeros'),
    /** "ones" by default. */
    movingVarianceInitializer: defaulted(initializer, 'ones'),
    /** Penalty on β, added to the loss; none by default. */
    betaRegularizer: optional(regularizer),
    /** Penalty on γ, added to the loss; none by default. */
    gammaRegularizer: optional(regularizer),
  },
  plan: (options, [x], name) => {
    const shape = [x!.shape[sampleAxis(name, options.axis, x!.shape)]!];
    const { gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer } = options;
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: {
        ...(options.scale && { gamma: { shape, initializer: gammaInitializer, regularizer: gammaRegularizer } }),
        ...(options.center && { beta: { shape, initializer: betaInitializer, regularizer: betaRegularizer } }),
        movingMean: { shape, initializer: options.movingMeanInitializer, trainable: false },
        movingVariance: { shape, initializer: options.movingVarianceInitializer, trainable: false },
      },
    };
  },
  apply: ({ axis, momentum, epsilon }, { x, weights, training, trainable, update }) => {
    const features = axis < 0 ? x.shape.length + axis : axis;
    const others = x.shape.map((_, at) => at).filter((at) => at !== features);
    const alongFeatures = (weight: Tensor | undefined): Tensor | undefined =>
      weight &&
      reshape(
        weight,
        x.shape.map((length, at) => (at === features ? length : 1)),
      );
    const { gamma, beta, movingMean, movingVariance } = weights;
    const scale = { gamma: alongFeatures(gamma), beta: alongFeatures(beta), epsilon };
    if (training === undefined || !trainable) {
      return normalize(x, alongFeatures(movingMean)!, alongFeatures(movingVariance)!, scale);
    }
    const [batchMean, batchVariance] = [mean(x, { axes: others }), variance(x, { axes: others })];
    const follow = (moving: Tensor, batch: Tensor): Tensor => add(mul(moving, momentum), mul(batch, 1 - momentum));
    update('movingMean', follow(movingMean!, batchMean));
    update('movingVariance', follow(movingVariance!, batchVariance));
    return normalize(x, alongFeatures(batchMean)!, alongFeatures(batchVariance)!, scale);
  },
});
