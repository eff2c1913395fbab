/**
 * Group normalization: features in groups, each normalized over the group and all axes between it and the batch.
 * Source: https://arxiv.org/abs/1803.08494, https://keras.io/api/layers/normalization_layers/group_normalization/
 */
import { mean, reshape, type Tensor, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional } from '../define/field.ts';
import { flag, positive, whole } from '../define/fields.ts';
import { LayerShapeError } from '../errors.ts';
import { initializer } from '../initializers/initializer-table.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { sampleAxis } from './axes.ts';
import { normalize } from './normalize.ts';

/**
 * Brings groups of a sample's features to one mean and deviation, whatever the batch.
 * @throws LayerShapeError where the features do not divide into the groups
 */
export const groupNormalization = defineLayer({
  type: 'groupNormalization',
  title: 'GroupNormalization',
  fields: {
    /** Number of groups; −1 makes each feature a group of its own. 32 by default. */
    groups: defaulted(whole, 32),
    /** The axis of features, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(whole, -1),
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
    const features = x!.shape[sampleAxis(name, options.axis, x!.shape)]!;
    const groups = options.groups === -1 ? features : options.groups;
    if (groups < 1 || features % groups !== 0) {
      throw new LayerShapeError(name, `features that divide into ${options.groups} equal groups`, `${features}`);
    }
    const { gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer } = options;
    const shape = [features];
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: {
        ...(options.scale && { gamma: { shape, initializer: gammaInitializer, regularizer: gammaRegularizer } }),
        ...(options.center && { beta: { shape, initializer: betaInitializer, regularizer: betaRegularizer } }),
      },
    };
  },
  apply: ({ groups, axis, epsilon }, { x, weights }) => {
    const at = axis < 0 ? x.shape.length + axis : axis;
    const features = x.shape[at]!;
    const count = groups === -1 ? features : groups;
    // [batch, …, groups, features of a group, …]
    const grouped = [...x.shape.slice(0, at), count, features / count, ...x.shape.slice(at + 1)];
    const axes = grouped.map((_, own) => own).filter((own) => own !== 0 && own !== at);
    const along = (weight: Tensor | undefined): Tensor | undefined =>
      weight &&
      reshape(
        weight,
        grouped.map((length, own) => (own === at || own === at + 1 ? length : 1)),
      );
    const parts = reshape(x, grouped);
    const over = { axes, keepDims: true };
    const scale = { gamma: along(weights['gamma']), beta: along(weights['beta']), epsilon };
    return reshape(normalize(parts, mean(parts, over), variance(parts, over), scale), x.shape);
  },
});
