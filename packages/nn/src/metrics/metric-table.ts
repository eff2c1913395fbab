/** The built-in metrics. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import type { AnyMetricDefinition, Metric, MetricFunction } from '../define/define-metric.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryAccuracy } from './binary-accuracy.ts';
import { categoricalAccuracy } from './categorical-accuracy.ts';
import { f1Score, fBetaScore } from './f-score.ts';
import {
  categoricalHinge,
  cosineSimilarity,
  hinge,
  klDivergence,
  logCoshError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  squaredHinge,
} from './mean-of-loss.ts';
import { precision } from './precision.ts';
import { r2Score } from './r2-score.ts';
import { recall } from './recall.ts';
import { rootMeanSquaredError } from './root-mean-squared-error.ts';
import { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { topKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';

const builtIn = {
  accuracy,
  sparseCategoricalAccuracy,
  categoricalAccuracy,
  binaryAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
  precision,
  recall,
  f1Score,
  fBetaScore,
  auc,
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  logCoshError,
  r2Score,
  cosineSimilarity,
  klDivergence,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
};
/** The name of a metric that is built in. */
export type MetricName = keyof typeof builtIn;
/** A metric, the name of a built-in one, which stands for it with its defaults, or a function of targets and outputs. */
export type MetricLike = Metric | MetricName | MetricFunction;

/** A built-in metric as plain data, its options completed. */
export type BuiltInMetric = { [K in MetricName]: ReturnType<(typeof builtIn)[K]> }[MetricName];

export const builtInMetrics: readonly (Definable<Metric> & { readonly definition: AnyMetricDefinition })[] =
  Object.values(builtIn);
