/**
 * Batch normalization: γ · (x − μ) / √(σ² + ε) + β over all axes but one. In training μ and σ² are the batch's, biased,
 * and the running means follow them: moving ← moving · momentum + batch · (1 − momentum). In inference, and where the
 * layer is frozen, they are the running means.
 * Source: https://arxiv.org/abs/1502.03167, https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
import { mean, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive, whole } from '../define/fields.ts';
import { ones, zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { runningMean } from '../running-mean.ts';
import { sampleAxis } from './axes.ts';
import { along, normalize, scaleFields, scaleWeights } from './normalize.ts';

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
    axis: defaulted(whole, -1, 'The axis of features, counted with the batch as 0; −1, the last, by default.'),
    /** How slowly the running means follow, in [0, 1); 0.99 by default. */
    momentum: defaulted(fraction, 0.99, 'How slowly the running means follow, in [0, 1); 0.99 by default.'),
    /** Added to the variance; 1e-3 by default. */
    epsilon: defaulted(positive, 1e-3, 'Added to the variance; 1e-3 by default.'),
    ...scaleFields,
    /** "zeros" by default. */
    movingMeanInitializer: initializerOr(zeros()),
    /** "ones" by default. */
    movingVarianceInitializer: initializerOr(ones()),
  },
  plan: (options, [x], name) => {
    const shape = [x!.shape[sampleAxis(name, options.axis, x!.shape)]!];
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: {
        ...scaleWeights(options, shape),
        movingMean: { shape, initializer: options.movingMeanInitializer, trainable: false },
        movingVariance: { shape, initializer: options.movingVarianceInitializer, trainable: false },
      },
    };
  },
  apply: ({ axis, momentum, epsilon }, { x, weights, training, trainable, update }) => {
    const features = axis < 0 ? x.shape.length + axis : axis;
    const others = x.shape.map((_, at) => at).filter((at) => at !== features);
    const isFeatures = (at: number): boolean => at === features;
    const { gamma, beta, movingMean, movingVariance } = weights;
    const scale = { gamma: along(gamma, x.shape, isFeatures), beta: along(beta, x.shape, isFeatures), epsilon };
    if (training === undefined || !trainable) {
      return normalize(x, along(movingMean!, x.shape, isFeatures), along(movingVariance!, x.shape, isFeatures), scale);
    }
    const [batchMean, batchVariance] = [mean(x, { axes: others }), variance(x, { axes: others })];
    update('movingMean', runningMean(movingMean!, batchMean, momentum));
    update('movingVariance', runningMean(movingVariance!, batchVariance, momentum));
    return normalize(x, along(batchMean, x.shape, isFeatures), along(batchVariance, x.shape, isFeatures), scale);
  },
});
