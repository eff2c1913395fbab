/**
 * Normalization by fixed means and variances: (x − mean) / √variance, worked out from data once.
 * Source: https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
 */

import { cast, div, maximum, sqrt, sub, tensor } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import type { ArrayData } from '../data/nd-array.ts';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { finite, listOf, nonNegative } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { featureMoments } from '../prepare/feature-moments.ts';

const definition = defineLayer({
  type: 'normalization',
  fields: {
    /** Of each feature, the last axis. */
    mean: required(
      listOf(finite, 'an array of finite numbers, one for each feature'),
      'Of each feature, the last axis.',
    ),
    /** Of each feature; where it is 0 the feature is not scaled. */
    variance: required(
      listOf(nonNegative, 'an array of numbers of at least 0, one for each feature'),
      'Of each feature; where it is 0 the feature is not scaled.',
    ),
  },
  plan: ({ mean, variance }, [x], name) => {
    const features = x!.shape.at(-1);
    if (features !== mean.length || features !== variance.length) {
      const expected = `samples whose last axis has ${plural(mean.length, 'feature')}, with ${plural(mean.length, 'variance')}`;
      throw new LayerShapeError(name, expected, `${shapeText(x!.shape)} and ${variance.length} variances`);
    }
    return { output: { shape: x!.shape, dtype: 'f32' } };
  },
  apply: ({ mean, variance }, { x }) => {
    // Keras's smallest deviation: a constant feature becomes 0, not NaN.
    const deviation = maximum(sqrt(tensor(variance)), 1e-7);
    return div(sub(cast(x, 'f32'), tensor(mean)), deviation);
  },
});

/**
 * Brings each feature of x to mean 0 and variance 1, by means and variances that are options of the layer.
 * `normalization.adapt(x)` works them out.
 * @example
 * const model = sequential([normalization.adapt(x), dense({ units: 1 })]);
 */
export const normalization = Object.assign(definition, {
  /**
   * The layer with the means and (biased) variances of samples' features, in float64.
   * @param x samples [N, …, features]
   * @throws DataError for no samples, or a value that is not finite
   */
  adapt(x: ArrayData): ReturnType<typeof definition> {
    const { mean, variance } = featureMoments('normalization.adapt', x);
    return definition({ mean, variance });
  },
});
