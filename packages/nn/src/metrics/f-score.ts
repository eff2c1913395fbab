/**
 * F scores: precision and recall in one number, (1 + β²) · tp / ((1 + β²) · tp + β² · fn + fp) of each class.
 * Source: https://keras.io/api/metrics/classification_metrics/#fbetascore-class
 */
import { abs, cast, greater, greaterEqual, max, mul, type Shape, sub, type Tensor } from '@inkgrad/tensor';
import { defineMetric, type MetricCall } from '../define/define-metric.ts';
import { defaulted, optional } from '../define/field.ts';
import { choice, positive, probability } from '../define/fields.ts';
import { isAbove } from './decisions.ts';
import { byClass, columns, isYes, quotient } from './sums.ts';

const averages = choice('average', ['macro', 'micro', 'weighted']);

const fields = {
  /** "macro": the mean over classes; "micro": of all answers together; "weighted": by how often each class is right. */
  average: defaulted(
    averages,
    'macro',
    '"macro": the mean over classes; "micro": of all answers together; "weighted": by how often each class is right.',
  ),
  /** An output above it means yes; by default only the largest of a sample does. */
  threshold: optional(probability, 'An output above it means yes; by default only the largest of a sample does.'),
};

interface Options {
  readonly average: 'macro' | 'micro' | 'weighted';
  readonly threshold?: number;
}

/** Right yes, wrong yes and wrong no of each class: [batch, 3 · classes]. */
function sumsPerSample({ threshold }: Options, { outputs, targets, loss }: MetricCall): Tensor {
  const y = isYes(targets);
  const p = threshold === undefined ? isLargest(outputs) : isAbove(outputs, loss, threshold);
  const right = mul(y, p);
  return columns([byClass(right), byClass(sub(p, right)), byClass(sub(y, right))]);
}

/** 1 for the largest of the last axis, and for all that equal it; an output of 0 chooses nothing. */
function isLargest(outputs: Tensor): Tensor {
  const largest = max(outputs, { axes: -1, keepDims: true });
  return mul(cast(greaterEqual(outputs, largest), 'f32'), cast(greater(abs(outputs), 1e-9), 'f32'));
}

function scoreOf({ average }: Options, beta: number, sums: readonly number[]): number {
  const classes = sums.length / 3;
  const counts = Array.from({ length: classes }, (_, at) => [0, 1, 2].map((part) => sums[part * classes + at]!));
  const score = ([tp, fp, fn]: readonly number[]): number => {
    const right = (1 + beta * beta) * tp!;
    return quotient(right, right + beta * beta * fn! + fp!);
  };
  if (average === 'micro') return score([0, 1, 2].map((part) => counts.reduce((all, own) => all + own[part]!, 0)));
  const weights = counts.map(([tp, , fn]) => (average === 'weighted' ? tp! + fn! : 1));
  const whole = weights.reduce((all, own) => all + own, 0);
  return quotient(
    counts.reduce((all, own, at) => all + score(own) * weights[at]!, 0),
    whole,
  );
}

const sumCount = (_: Options, shape: Shape): number => 3 * (shape.at(-1) ?? 1);

/**
 * 2 · precision · recall / (precision + recall), of targets 0 or 1 of the outputs' shape. Keras gives one score a class
 * unless `average` is given; here it is "macro" by default.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [f1Score({ average: 'micro' })] });
 */
export const f1Score = defineMetric({
  name: 'f1Score',
  fields,
  direction: 'max',
  sumCount,
  sumsPerSample,
  result: (options, sums) => scoreOf(options, 1, sums),
});

/**
 * The same with recall β times as important as precision.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [fBetaScore({ beta: 2 })] });
 */
export const fBetaScore = defineMetric({
  name: 'fBetaScore',
  fields: {
    ...fields,
    /** How important recall is beside precision; 1 by default. */
    beta: defaulted(positive, 1, 'How important recall is beside precision; 1 by default.'),
  },
  direction: 'max',
  sumCount,
  sumsPerSample,
  result: (options, sums) => scoreOf(options, options.beta, sums),
});
