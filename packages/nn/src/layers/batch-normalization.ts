/**
 * Batch normalization: γ · (x − μ) / √(σ² + ε) + β over all axes but one. In training μ and σ² are the batch's, biased,
 * and the running means follow them: moving ← moving · momentum + batch · (1 − momentum). In inference, and where the
 * layer is frozen, they are the running means.
 * Source: https://arxiv.org/abs/1502.03167, https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
import {
  add,
  customGradient,
  div,
  mean,
  mul,
  neg,
  reshape,
  sizeOf,
  sqrt,
  sub,
  sum,
  type Tensor,
  variance,
} from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { fraction, positive, whole } from '../define/fields.ts';
import { ones, zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { runningMean } from '../running-mean.ts';
import { sampleAxis } from './axes.ts';
import { along, normalize, type Scale, scaleFields, scaleWeights } from './normalize.ts';

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
    const ofBatch = {
      mean: along(batchMean, x.shape, isFeatures),
      variance: along(batchVariance, x.shape, isFeatures),
    };
    update('movingMean', runningMean(movingMean!, batchMean, momentum));
    update('movingVariance', runningMean(movingVariance!, batchVariance, momentum));
    const y = normalize(x, ofBatch.mean, ofBatch.variance, scale);
    return customGradient(y, [x, ...[gamma, beta].filter((weight) => weight !== undefined)], (gradient) => {
      const { byX, byGamma, byBeta } = gradients(x, gradient, { ...ofBatch, axes: others, ...scale });
      return [byX, ...(gamma ? [reshape(byGamma, gamma.shape)] : []), ...(beta ? [reshape(byBeta, beta.shape)] : [])];
    });
  },
});

interface BatchScale extends Scale {
  /** Of the batch, of shapes that broadcast to x's. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** That they are over. */
  readonly axes: readonly number[];
}

/**
 * The gradients g of y, with N elements for each feature: ∂β = Σ g, ∂γ = Σ g·(x − μ) / σ and ∂x = γ/σ · (g − Σ g / N −
 * (x − μ) / σ² · Σ g·(x − μ) / N). The rules of the ops would give the same in three times as many passes over the batch, as they do
 * not know that Σ (x − μ) is 0. Source: section 3 of the paper.
 */
function gradients(x: Tensor, gradient: Tensor, { mean, variance, axes, gamma, epsilon }: BatchScale) {
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  const over = { axes, keepDims: true };
  const shifted = add(variance, epsilon);
  const deviation = sqrt(shifted);
  // x − μ is written in another way each time that a pass needs it: equal terms would be one, stored for the passes after it.
  const turned = sum(mul(gradient, sub(mean, x)), over);
  const byBeta = sum(gradient, over);
  const slope = div(turned, mul(shifted, count));
  const rest = sub(gradient, div(byBeta, count));
  return {
    byX: mul(add(rest, mul(add(x, neg(mean)), slope)), div(gamma ?? 1, deviation)),
    byGamma: neg(div(turned, deviation)),
    byBeta,
  };
}
