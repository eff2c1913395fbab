/**
 * Group normalization: features in groups, each normalized over the group and all axes between it and the batch.
 * Source: https://arxiv.org/abs/1803.08494, https://keras.io/api/layers/normalization_layers/group_normalization/
 */
import { mean, reshape, variance } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { positive, whole } from '../define/fields.ts';
import { LayerShapeError } from '../errors.ts';
import { sampleAxis } from './axes.ts';
import { along, normalize, scaleFields, scaleWeights } from './normalize.ts';

/**
 * Brings groups of a sample's features to one mean and deviation, whatever the batch.
 * @throws LayerShapeError where the features do not divide into the groups
 * @example
 * sequential({ inputShape: [4, 4, 6], layers: [groupNormalization({ groups: 2 })] }).outputShape; // → [4, 4, 6]
 */
export const groupNormalization = defineLayer({
  type: 'groupNormalization',
  title: 'GroupNormalization',
  fields: {
    /** Number of groups; −1 makes each feature a group of its own. 32 by default. */
    groups: defaulted(whole, 32, 'Number of groups; −1 makes each feature a group of its own. 32 by default.'),
    /** The axis of features, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(whole, -1, 'The axis of features, counted with the batch as 0; −1, the last, by default.'),
    /** Added to the variance; 1e-3 by default. */
    epsilon: defaulted(positive, 1e-3, 'Added to the variance; 1e-3 by default.'),
    ...scaleFields,
  },
  plan: (options, [x], name) => {
    const features = x!.shape[sampleAxis(name, options.axis, x!.shape)]!;
    const groups = options.groups === -1 ? features : options.groups;
    if (groups < 1 || features % groups !== 0) {
      throw new LayerShapeError(name, `features that divide into ${options.groups} equal groups`, `${features}`);
    }
    const shape = [features];
    return {
      output: { shape: x!.shape, dtype: 'f32' },
      weights: scaleWeights(options, shape),
    };
  },
  apply: ({ groups, axis, epsilon }, { x, weights }) => {
    const at = axis < 0 ? x.shape.length + axis : axis;
    const features = x.shape[at]!;
    const count = groups === -1 ? features : groups;
    // [batch, …, groups, features of a group, …]
    const grouped = [...x.shape.slice(0, at), count, features / count, ...x.shape.slice(at + 1)];
    const axes = grouped.map((_, own) => own).filter((own) => own !== 0 && own !== at);
    const isFeatures = (own: number): boolean => own === at || own === at + 1;
    const parts = reshape(x, grouped);
    const over = { axes, keepDims: true };
    const scale = {
      gamma: along(weights['gamma'], grouped, isFeatures),
      beta: along(weights['beta'], grouped, isFeatures),
      epsilon,
    };
    return reshape(normalize(parts, mean(parts, over), variance(parts, over), scale), x.shape);
  },
});
