/** Metrics that are the mean of a loss over samples. A loss that needs probabilities or logits is none of them. */
import { neg } from '@inkgrad/tensor';
import type { AnyLossDefinition } from '../define/define-loss.ts';
import { defineMetric } from '../define/define-metric.ts';
import { categoricalHinge as categoricalHingeLoss } from '../losses/categorical-hinge.ts';
import { cosineSimilarity as cosineSimilarityLoss } from '../losses/cosine-similarity.ts';
import { hinge as hingeLoss } from '../losses/hinge.ts';
import { klDivergence as klDivergenceLoss } from '../losses/kl-divergence.ts';
import { logCosh } from '../losses/log-cosh.ts';
import { meanAbsoluteError as absoluteLoss } from '../losses/mean-absolute-error.ts';
import { meanAbsolutePercentageError as percentageLoss } from '../losses/mean-absolute-percentage-error.ts';
import { meanSquaredError as squaredLoss } from '../losses/mean-squared-error.ts';
import { meanSquaredLogarithmicError as logarithmicLoss } from '../losses/mean-squared-logarithmic-error.ts';
import { meanOverSample } from '../losses/over-sample.ts';
import { poisson as poissonLoss } from '../losses/poisson.ts';
import { squaredHinge as squaredHingeLoss } from '../losses/squared-hinge.ts';

function meanOf<const Name extends string>(name: Name, { definition }: { readonly definition: AnyLossDefinition }) {
  return defineMetric({
    name,
    fields: {},
    direction: 'min',
    perSample: (_, { outputs, targets }) =>
      meanOverSample(definition.perSample({}, { outputs, targets, logits: undefined })),
  });
}

/** Mean of (p − y)². Source: https://keras.io/api/metrics/regression_metrics/ */
export const meanSquaredError = meanOf('meanSquaredError', squaredLoss);
/** Mean of |p − y|. */
export const meanAbsoluteError = meanOf('meanAbsoluteError', absoluteLoss);
/** Mean of 100 · |p − y| / max(|y|, 1e-7). */
export const meanAbsolutePercentageError = meanOf('meanAbsolutePercentageError', percentageLoss);
/** Mean of (ln(1 + p) − ln(1 + y))², both at least 1e-7. */
export const meanSquaredLogarithmicError = meanOf('meanSquaredLogarithmicError', logarithmicLoss);
/** Mean of ln cosh(p − y). */
export const logCoshError = meanOf('logCoshError', logCosh);
/** Σ y · ln(y / p) over the last axis. */
export const klDivergence = meanOf('klDivergence', klDivergenceLoss);
/** Mean of p − y · ln p. */
export const poisson = meanOf('poisson', poissonLoss);
/** Mean of max(1 − y · p, 0), with y −1 or 1; 0 counts as −1. */
export const hinge = meanOf('hinge', hingeLoss);
/** Mean of max(1 − y · p, 0)². */
export const squaredHinge = meanOf('squaredHinge', squaredHingeLoss);
/** max(largest p of a wrong class − p of the right one + 1, 0) */
export const categoricalHinge = meanOf('categoricalHinge', categoricalHingeLoss);

/** Cosine of the angle between targets and outputs over the last axis: 1 where they point the same way. */
export const cosineSimilarity = defineMetric({
  name: 'cosineSimilarity',
  fields: {},
  direction: 'max',
  perSample: (_, { outputs, targets }) =>
    meanOverSample(neg(cosineSimilarityLoss.definition.perSample({}, { outputs, targets, logits: undefined }))),
});
